/**
 * What a report says of a connection that has ended is settled by what was seen until then: at the moment of its end the
 * same is told as at the end of the run.
 *
 * An end is one for both sides: a connection whose client has sent its FIN may still be answered, and one whose client
 * vanished before a SYN-ACK may still be given one. One thing is said later: for whom a purged one has made room, since
 * the server accepts that one only then.
 */

import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';

import { loadCases, loadScenario } from '../../sim/run/load.js';
import type { Scenario } from '../../sim/language/scenario.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import type { TraceRecord } from '../../sim/kernel/trace.js';
import { causeText } from '../../sim/outcomes/cause-text.js';
import type { ConnectionNumbers } from '../../sim/outcomes/connection-numbers.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import { Simulation } from '../../sim/run/simulation.js';
import '../../sim/vitest.js';
import { scenarioParts, scenarioText } from './random-scenario.js';

const RUNS = 40;
const LIBRARY = join(import.meta.dirname, '../../scenarios');

const SUCCESSOR = /(to make room) for .*/;

/** What is told; labels count later connections, too. */
function told({ client, number, outcome, ending, endedUs, cause, exchanges }: ConnectionOutcome): string {
  return JSON.stringify([
    ...[`${client}#${number}`, outcome, ending, endedUs],
    cause && causeText(cause).replaceAll(/#\d+/g, '').replace(SUCCESSOR, '$1'),
    exchanges.map((one) => [one.kind, one.path, one.outcome, one.endedUs, one.bytes, one.waits]),
  ]);
}

const LAST_EVENTS: ReadonlySet<string> = new Set(['reset', 'refused', 'timeout', 'closed']);

/** Which connections have ended for both sides. */
class Ends {
  hasNew = false;
  private readonly names = new Set<string>();
  private readonly halves = new Map<string, Set<string>>();
  private readonly connected = new Set<string>();

  has(name: string): boolean {
    return this.names.has(name);
  }

  accept(record: TraceRecord, numbers: ConnectionNumbers): void {
    if (record.k !== 'cli' && record.k !== 'act') return;
    const name = `${record.c}#${numbers.numberOf(record.c, record.port)}`;
    if (record.k === 'cli') {
      if (record.ev === 'connected' || record.ev === 'accepted') this.connected.add(name);
      if (record.ev === 'eof') this.half(name, 'device');
      if (LAST_EVENTS.has(record.ev)) this.end(name);
    } else if (record.do === 'abort' || (record.do === 'vanish' && this.connected.has(name))) this.end(name);
    else if (record.do === 'close' && this.connected.has(name)) this.half(name, 'client');
  }

  private half(name: string, side: string): void {
    const sides = this.halves.get(name) ?? new Set();
    this.halves.set(name, sides.add(side));
    if (sides.size === 2) this.end(name);
  }

  private end(name: string): void {
    this.names.add(name);
    this.hasNew = true;
  }
}

/** Connections of which something else is told in the end than at their end; and how many had an end. */
function changed(scenario: Scenario): { readonly lines: readonly string[]; readonly ended: number } {
  const simulation = new Simulation(scenario);
  const collector = new OutcomeCollector();
  const ends = new Ends();
  const atEnd = new Map<string, string>();
  let timeUs = -1;
  const look = (): void => {
    for (const one of ends.hasNew ? collector.finish(timeUs) : []) {
      const name = `${one.client}#${one.number}`;
      if (!atEnd.has(name) && ends.has(name)) atEnd.set(name, told(one));
    }
    ends.hasNew = false;
  };
  simulation.trace.subscribe(OUTCOME_KINDS, (record) => {
    // Everything of one instant counts as seen then.
    if (record.t !== timeUs) look();
    timeUs = record.t;
    collector.accept(record);
    ends.accept(record, collector);
  });
  simulation.run();
  const lines = collector.finish().flatMap((one) => {
    const before = atEnd.get(`${one.client}#${one.number}`);
    return before === undefined || before === told(one) ? [] : [`${before}\n  became ${told(one)}`];
  });
  return { lines, ended: atEnd.size };
}

describe('the outcome of a connection that has ended', () => {
  test.each(readdirSync(LIBRARY).filter((name) => name.endsWith('.yaml')))('stays: %s', async (file) => {
    for (const written of loadCases(join(LIBRARY, file))) {
      expect(changed(await withRealClients(written)).lines).toEqual([]);
    }
  });

  it('stays in random scenarios', () => {
    let ended = 0;
    fc.assert(
      fc.property(scenarioParts, (parts) => {
        const result = changed(loadScenario({ text: scenarioText(parts) }));
        ended += result.ended;
        expect(result.lines).toEqual([]);
      }),
      { numRuns: RUNS, seed: 12 },
    );
    expect(ended).toBeGreaterThan(RUNS);
  });
});
