/**
 * What the device has only so many of, one definition a kind.
 *
 * Everything that speaks of a limit reads its definition: names in traces and scenarios, summaries, causes, `explain`,
 * expectations, breakpoints. A new limit is one definition here (or beside its code, with {@link defineLimit}) and the
 * code that takes from it through a `LimitedResource`.
 */

import { ModelError } from '../kernel/errors.js';

/** A kind of limit. */
export interface LimitDefinition {
  /** Its name in traces, and the first words of its text: `sessions`, `recv mbox`. */
  readonly kind: string;
  /** Whose it is: the device has one, each listening port, each connection (or socket). */
  readonly per: 'device' | 'port' | 'connection';
  readonly about: string;
  /** What is counted, where it is no things. */
  readonly unit?: 'bytes';
  /**
   * What sets the size: lwIP's option, a field of a server's configuration, or a scenario's key. A profile may know it
   * under another name (`LwipOptions.optionNames`). Absent: nothing but memory limits it.
   */
  readonly sizedBy?: string;
  /** The same for people, with the names and defaults of all profiles. */
  readonly size: string;
  /** What becomes of whoever finds none left. */
  readonly exhausted: string;
  /** Who can hold it. */
  readonly heldBy: string;
  /** Where the firmware enforces it. */
  readonly source: string;
}

const byKind = new Map<string, LimitDefinition>();

/** Makes a kind of limit known. Throws {@link ModelError} for a kind that is known already. */
export function defineLimit(definition: LimitDefinition): LimitDefinition {
  const { kind } = definition;
  if (byKind.has(kind)) throw new ModelError('a limit of this kind is defined already', { kind });
  byKind.set(kind, definition);
  return definition;
}

/** Every kind of limit, in the order of definition. */
export function limitDefinitions(): readonly LimitDefinition[] {
  return [...byKind.values()];
}

/** The definition of a kind; undefined for a kind that is no limit. */
export function limitDefinition(kind: string): LimitDefinition | undefined {
  return byKind.get(kind);
}
