/** Over the whole library and random scenarios: waits add up, and everybody tells the same story. */

import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Expectation } from '../../sim/expect/expectation.js';
import { causeText, limitsOf } from '../../sim/outcomes/cause-text.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';
import { OUTCOMES } from '../../sim/outcomes/outcome-words.js';
import { attachCapture } from '../../sim/report/capture/attach-capture.js';
import { checkReport, parseReport, reportText } from '../../sim/report/check/check-report.js';
import { annotationLines } from '../../sim/cli/output/github.js';
import { junitXml } from '../../sim/report/check/junit.js';
import { runCase } from '../../sim/report/check/run-case.js';
import { tapText } from '../../sim/report/check/tap.js';
import { verdictLines } from '../../sim/report/check/verdict-lines.js';
import { History } from '../../sim/repl/engine/history.js';
import { Instance } from '../../sim/repl/engine/instance.js';
import { why } from '../../sim/repl/why/why.js';
import { OutcomeCollector, OUTCOME_KINDS } from '../../sim/outcomes/outcomes.js';
import { watchOutcomes } from '../../sim/outcomes/watch-outcomes.js';
import { loadCases } from '../../sim/run/load.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import type { Scenario } from '../../sim/language/scenario.js';
import { SimulatedRun } from '../../sim/report/check/sim-run.js';
import '../../sim/vitest.js';
import { Simulation } from '../../sim/run/simulation.js';
import { packetsOf } from '../report/capture/read-pcapng.js';
import { scenarioParts, scenarioText } from '../properties/random-scenario.js';

const LIBRARY = join(import.meta.dirname, '../../scenarios');
const FILES = readdirSync(LIBRARY).filter((name) => name.endsWith('.yaml'));

/**
 * Exchanges of any outcome whose waits are not what lies between their start and their end (a stream or websocket: until
 * it was open; one that goes on: until `nowUs`), to the microsecond.
 */
function unequal(connections: readonly ConnectionOutcome[], nowUs: number): string[] {
  return connections.flatMap(({ label, exchanges }) =>
    exchanges
      .filter(({ waits, startUs, openedUs, endedUs }) => {
        const sum = waits.reduce((total, { us }) => total + us, 0);
        return sum !== (openedUs ?? endedUs ?? nowUs) - startUs;
      })
      .map(({ kind, method, path, outcome, startUs, askedUs, openedUs, endedUs, waits }) =>
        JSON.stringify({ label, kind, method, path, outcome, startUs, askedUs, openedUs, endedUs, waits }),
      ),
  );
}

interface Watched {
  readonly connections: readonly ConnectionOutcome[];
  readonly nowUs: number;
  /** Of the capture's packets. */
  readonly comments: ReadonlySet<string>;
}

function watched(scenario: Scenario): Watched {
  const simulation = new Simulation(scenario);
  const outcomes = watchOutcomes(simulation);
  const pieces: Uint8Array[] = [];
  attachCapture(simulation, (bytes) => pieces.push(bytes));
  simulation.run();
  const comments = packetsOf(Buffer.concat(pieces)).flatMap(({ comment }) => comment ?? []);
  return {
    connections: outcomes(),
    nowUs: simulation.kernel.nowUs,
    comments: new Set(comments.map(unnumbered)),
  };
}

/** Names as they were before their clients had further connections. */
const unnumbered = (text: string): string => text.replace(/#\d+/g, '');

/** Every outcome is expected not to be what it is; and, where something stopped it, to be because of just that. */
function contradicted(connections: readonly ConnectionOutcome[]): Expectation[] {
  const when = { kind: 'end', atUs: 0, fromUs: 0, toUs: Infinity } as const;
  const place = { file: 'x.yaml', position: { line: 1, column: 1 } };
  return connections.flatMap(({ client, number, outcome, cause }): Expectation[] => {
    const base = {
      kind: 'connection',
      who: { text: client, clients: [client], connection: number },
    } as const;
    const others = OUTCOMES.filter((one) => one !== outcome);
    const because = cause === undefined ? [] : [{ ...base, outcomes: [outcome], because: cause.resource }];
    return [
      { place, when, conditions: [{ ...base, outcomes: others }] },
      ...because.map((condition) => ({ place, when, conditions: [condition] })),
    ];
  });
}

/** What the REPL's history is at the end of a run. */
function historyOf(scenario: Scenario): History {
  const history = new History(() => new Instance(scenario));
  const instance = new Instance(scenario);
  history.attach(instance);
  for (let kind = instance.advance(); kind !== undefined; kind = instance.advance())
    history.note(instance, kind);
  return history;
}

const unescaped = (xml: string): string =>
  xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Connections that are asked for in every form: the newest. */
const MOST_ASKED = 40;

const told = (connections: readonly ConnectionOutcome[]): string[] =>
  connections.map(({ label, outcome, cause }) => `${label} ${outcome} ${cause ? causeText(cause) : ''}`);

describe.each(FILES)('%s', (file) => {
  test.each(loadCases(join(LIBRARY, file)).map((scenario) => [scenario.name, scenario] as const))(
    '%s: waits add up, and the report, the expectations and a replayed trace tell the same',
    async (_, written) => {
      const scenario = await withRealClients(written);
      const run = new SimulatedRun(scenario);
      expect(unequal(run.connections, run.timeUs)).toEqual([]);
      const { connections, comments } = watched(scenario);
      expect(told(connections)).toEqual(told(run.connections));
      const collector = new OutcomeCollector();
      for (const record of run.records) if (OUTCOME_KINDS.includes(record.k)) collector.accept(record);
      expect(told(collector.finish(run.timeUs))).toEqual(told(run.connections));
      for (const client of new Set(run.connections.map((one) => one.client))) {
        const view = run.client(client);
        const newest = view.connections.at(-1)!;
        expect([view.outcome, view.why]).toEqual([newest.outcome, newest.cause && causeText(newest.cause)]);
        expect(view).toHaveOutcome(newest.outcome);
        for (const limit of limitsOf(newest.cause)) expect(view).toHaveOutcome(newest.outcome, limit);
      }
      for (const { outcome, ending, cause } of run.connections) {
        const isReset = ending?.by === 'device' && ending.how.startsWith('RST');
        const isDropped = outcome === 'unanswered' && cause?.effect.includes('dropped') === true;
        if (cause === undefined || (!isReset && !isDropped)) continue;
        expect([...comments]).toContain(unnumbered(causeText(cause)));
      }
      for (const { label, outcome, isContent, cause } of run.connections) {
        const isExplained = isContent || outcome === 'gave-up' || cause !== undefined;
        expect([label, outcome, isExplained]).toEqual([label, outcome, true]);
      }
    },
  );
});

describe.each(FILES)('%s', (file) => {
  test.each(loadCases(join(LIBRARY, file)).map((scenario) => [scenario.name, scenario] as const))(
    '%s: verdicts in every form, because, and why of the REPL tell the same',
    async (_, written) => {
      const scenario = await withRealClients(written);
      const bare = { ...scenario, expect: [] };
      const { connections } = watched(bare);
      const few = connections.slice(-MOST_ASKED);
      const { failures, ...rest } = runCase({ ...bare, expect: contradicted(few) }, scenario.seed);
      const own = failures.filter((one) => one.file === 'x.yaml');
      const sentences = few.flatMap(({ label, cause }) => (cause ? [`${label}: ${causeText(cause)}`] : []));
      expect(own.map(({ seen }) => seen)).toEqual(few.map(({ outcome }) => outcome));
      expect(own.flatMap(({ why }) => why)).toEqual(sentences);
      const result = { failures, ...rest };
      const texts = {
        console: verdictLines(result).join('\n'),
        junit: unescaped(junitXml([{ order: 0, result }], 'x')),
        tap: tapText([result]).replaceAll('\\"', '"'),
        json: parseReport(reportText(checkReport([{ order: 0, result }], 'x', undefined)), 'x')
          .cases.flatMap((one) => one.failures.flatMap(({ why }) => why))
          .join('\n'),
        github: annotationLines(result).join('\n'),
      };
      for (const sentence of sentences)
        for (const [form, text] of Object.entries(texts))
          expect([form, text]).toEqual([form, expect.stringContaining(sentence)]);
      const history = historyOf(bare);
      const tell = few.map(({ label }) => why(history, history.length, label)!);
      expect(told(tell)).toEqual(told(few));
    },
  );
});

test('waits add up in any scenario', () => {
  fc.assert(
    fc.property(scenarioParts, (parts) => {
      const scenario = loadCases({ text: scenarioText(parts), file: 'random.yaml' })[0]!;
      const { connections, nowUs } = watched(scenario);
      expect(unequal(connections, nowUs)).toEqual([]);
    }),
    { numRuns: 40, seed: 7 },
  );
});
