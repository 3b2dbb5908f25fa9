/** The thread that simulates: the same code as the command, with the library in memory and without modules of users. */

import { thrownText } from '../document/value-text.js';
import { ScenarioError } from '../document/diagnostic.js';
import { ExpectationWatch, hasExpectations } from '../expect/watch.js';
import { loadCases } from '../language/load.js';
import { allKeys } from '../language/schema-keys.js';
import type { Scenario } from '../language/scenario.js';
import { caseResult } from '../report/check/run-case.js';
import { RunReporter } from '../report/timeline/run-reporter.js';
import { Simulation } from '../run/simulation.js';
import { LIBRARY } from 'lwip-twin:library';
import type { Complaint, Reply, Request } from './messages.js';
import { FOLDER, LIBRARY_FILES } from './library-files.js';
import { FIRMWARE } from '../run/firmware.js';

/** What is in the editor stands among the library, so that it can extend it. */
const FILE = `${FOLDER}playground.yaml`;
const STEPS_PER_LOOK = 20_000;

const tell = (reply: Reply): void => {
  (self as unknown as { postMessage(reply: Reply): void }).postMessage(reply);
};

function read(text: string): {
  readonly cases: readonly Scenario[];
  readonly complaints: readonly Complaint[];
} {
  try {
    return { cases: loadCases(FIRMWARE, { text, file: FILE, files: LIBRARY_FILES }), complaints: [] };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const complaints = error.diagnostics.map(
      ({ message, hint, position, text: found, source }): Complaint => {
        const elsewhere = source === undefined || source.file === FILE ? '' : `${source.file}: `;
        const { line, column } = (elsewhere === '' ? position : undefined) ?? { line: 1, column: 1 };
        return { line, column, text: elsewhere === '' ? found : '', message: elsewhere + message, hint };
      },
    );
    return { cases: [], complaints };
  }
}

function check(id: number, text: string): void {
  const { cases, complaints } = read(text);
  tell({ is: 'checked', id, complaints, cases: cases.map(({ name }) => name) });
}

function run(id: number, text: string, index: number): void {
  const { cases, complaints } = read(text);
  tell({ is: 'checked', id, complaints, cases: cases.map(({ name }) => name) });
  const scenario = cases[index] ?? cases[0];
  if (scenario === undefined) return;
  const simulation = new Simulation(scenario);
  const reporter = new RunReporter(simulation);
  const watch = new ExpectationWatch(simulation);
  while (simulation.runFor(STEPS_PER_LOOK) === undefined)
    tell({ is: 'progress', id, share: simulation.kernel.nowUs / scenario.untilUs });
  const { kernel, seed } = simulation;
  const verdict = caseResult(scenario, seed, watch.finish(), kernel.nowUs);
  const isTold = hasExpectations(scenario) || verdict.status !== 'passed';
  const data = reporter.data(isTold ? verdict : undefined);
  tell({ is: 'done', id, data, summary: data.summary });
}

self.onmessage = ({ data }: MessageEvent<Request>): void => {
  if (data.do === 'keys') {
    const keys = allKeys(FIRMWARE).map(({ section, key, description }) => ({
      section,
      key,
      about: description,
    }));
    tell({ is: 'keys', keys });
    return;
  }
  try {
    if (data.do === 'check') check(data.id, data.text);
    else run(data.id, data.text, data.index);
  } catch (error) {
    tell({ is: 'failed', id: data.id, message: thrownText(error) });
  }
};

tell({ is: 'ready', library: Object.keys(LIBRARY) });
