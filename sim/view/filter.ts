/** Which clients are shown: those with some outcomes, those that a text is found in. */

import type { Outcome } from '../outcomes/outcome-words.js';
import type { RunIndex } from '../report/timeline/run-index.js';

/** Finds lanes. */
export class LaneFilter {
  private texts: string[] | undefined;

  constructor(private readonly index: RunIndex) {}

  /** Numbers of the lanes that are shown. */
  lanes(search: string, outcomes: ReadonlySet<Outcome>): number[] {
    const wanted = search.trim().toLowerCase();
    const { lanes, data } = this.index;
    const found: number[] = [];
    lanes.forEach(({ rows }, at) => {
      const hasOutcome =
        outcomes.size === 0 ||
        rows.some((row) => row.some((one) => outcomes.has(data.connections[one]!.outcome)));
      if (hasOutcome && (wanted === '' || this.textOf(at).includes(wanted))) found.push(at);
    });
    return found;
  }

  /** Names, outcomes, causes and paths of a lane. */
  private textOf(at: number): string {
    this.texts ??= this.readAll();
    return this.texts[at]!;
  }

  private readAll(): string[] {
    const { lanes, data } = this.index;
    const asked = new Map<number, Set<number>>();
    for (const [connection = 0, what = 0] of data.exchanges) {
      const own = asked.get(connection) ?? new Set<number>();
      asked.set(connection, own.add(what));
    }
    return lanes.map(({ name, rows }) =>
      [name, ...rows.flat().flatMap((one) => this.words(one, asked.get(one) ?? []))].join(' ').toLowerCase(),
    );
  }

  private words(connection: number, asked: Iterable<number>): string[] {
    const { data } = this.index;
    const { label, outcome, cause } = data.connections[connection]!;
    return [
      label,
      outcome,
      cause === undefined ? '' : data.causes[cause]!.resource,
      ...[...asked].map((what) => `${data.asked[what]!.method} ${data.asked[what]!.path}`),
    ];
  }
}
