/** Refusals as they happen, for people: of those that are alike one line a second. */

import { US_PER_S } from '../../kernel/units.js';
import type { RefuseRecord } from '../../kernel/trace.js';
import { limitText } from '../../resources/limit-name.js';
import { printableLine } from '../../document/printable.js';
import { recordLine } from '../../repl/format/record.js';

/** Kinds of refusals that are told apart at most. */
const MOST_KINDS = 100;

/** Decides what is printed of a stream of refusals. */
export class RefusalLines {
  private readonly kinds = new Map<string, { sinceUs: number; unsaid: number }>();

  /** The line for a refusal; undefined when one like it was told a moment ago. */
  take(record: RefuseRecord): string | undefined {
    const key = `${limitText(record.resource)} ${record.effect}`;
    const kind = this.kinds.get(key);
    if (kind !== undefined && record.t - kind.sinceUs < US_PER_S) {
      kind.unsaid++;
      return undefined;
    }
    if (this.kinds.size >= MOST_KINDS) this.kinds.clear();
    this.kinds.set(key, { sinceUs: record.t, unsaid: 0 });
    const more = kind === undefined || kind.unsaid === 0 ? '' : ` (${kind.unsaid} more like it before)`;
    return `! ${printableLine(recordLine(record))}${more}`;
  }
}
