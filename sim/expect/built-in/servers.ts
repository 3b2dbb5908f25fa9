/** What every scenario expects: each server that the device starts runs, unless it is said that it does not. */

import type { ServerRecord } from '../../kernel/trace.js';
import type { ExpectingRun, ExpectingScenario } from '../expectation.js';
import type { ExpectationFailure } from '../result.js';
import { devicePlace } from './places.js';

/** Follows the servers of a run; create it before the run. */
export class ServerWatch {
  private readonly newest = new Map<number, ServerRecord>();

  constructor(private readonly simulation: ExpectingRun) {
    simulation.trace.subscribe(['server'], (record) => {
      if (record.k === 'server') this.newest.set(record.port, record);
    });
  }

  /** Ports whose server did not start the last time, and nothing expects that. */
  finish(): ExpectationFailure[] {
    const { scenario, kernel } = this.simulation;
    return [...this.newest.values()]
      .filter(({ ev, port }) => ev === 'failed' && !isExpected(scenario, port))
      .map(({ t, port, why }) => ({
        kind: 'failed',
        place: devicePlace(scenario),
        isBuiltIn: true,
        expected: `built-in: the server on port ${port} starts`,
        seen: 'it did not start',
        timeUs: kernel.nowUs,
        sinceUs: t,
        why: why === undefined ? [] : [why],
      }));
  }
}

/** Whether an entry says `server: failed`. */
function isExpected({ expect = [] }: ExpectingScenario, port: number): boolean {
  return expect.some(
    ({ conditions, when }) =>
      when.kind !== 'never' &&
      conditions.some(
        (one) => one.kind === 'server' && one.state === 'failed' && (one.port ?? port) === port,
      ),
  );
}
