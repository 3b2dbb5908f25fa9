/** Who holds a part of a limited resource: a client's connection, one in TIME_WAIT, or a part of the device. */

import type { Holder, LimitName } from '../kernel/trace-records.js';
import { limitDefinition } from './definition.js';

/** `c1`, `c1 (time-wait)`, `listener :80`. */
export function holderText({ name, state, kind }: Holder): string {
  const remark = state ?? (kind === 'time-wait' ? kind : undefined);
  return remark === undefined ? name : `${name} (${remark})`;
}

/** A part of the device that no client stands behind. */
export function partHolder(name: string): Holder {
  return { kind: 'part', name };
}

/** Names of holders, one a unit that each holds; where the units are bytes, one a holder. */
export function holderNames({ kind }: LimitName, holders: readonly Holder[]): string[] {
  const isBytes = limitDefinition(kind)?.unit === 'bytes';
  return holders.flatMap((holder) =>
    Array.from({ length: isBytes ? 1 : (holder.units ?? 1) }, () => holderText(holder)),
  );
}
