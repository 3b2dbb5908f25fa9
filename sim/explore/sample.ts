/** One run of a search: whether something forbidden has happened, and how near it came to it. */

import type { ConnectionOutcome } from '../outcomes/outcome-types.js';
import { isOvertaken } from '../outcomes/overtaken.js';
import { causeText } from '../outcomes/cause-text.js';
import { secondsText } from '../outcomes/time-text.js';
import { watchOutcomes } from '../outcomes/watch-outcomes.js';
import type { Forbidden } from '../language/schema-explore.js';
import type { Scenario } from '../language/scenario.js';
import { HeapAtRest } from '../run/heap-profile.js';
import { Simulation } from '../run/simulation.js';

/** What a run came to. */
export interface Sample {
  /** What has happened that must not; absent: nothing. */
  readonly trouble?: string;
  /** Kind of trouble: what is shrunk must go on showing the same kind. */
  readonly kind?: keyof Forbidden;
  /** Why the combination can't be run at all: its choices contradict each other. */
  readonly impossible?: string;
  /** How near it came, from 0; 1 and more: it has happened. Guides the search. */
  readonly nearness: number;
}

interface Wait {
  readonly us: number;
  readonly text: string;
}

/** Runs a scenario and judges it. */
export function runSample(scenario: Scenario, forbid: Forbidden): Sample {
  const simulation = new Simulation(scenario);
  const outcomes = watchOutcomes(simulation);
  const rest = atRest(simulation);
  simulation.run();
  const { kernel, device } = simulation;
  const { panic, livelock } = kernel;
  if (forbid.crash && panic !== undefined)
    return { kind: 'crash', nearness: Infinity, trouble: `the device crashed: ${panic.cause.message}` };
  if (forbid.crash && livelock !== undefined)
    return { kind: 'crash', nearness: Infinity, trouble: `the device hangs in task ${livelock.taskName}` };
  const connections = outcomes();
  const longest = longestWait(connections, kernel.nowUs);
  const nearness = longest.us / forbid.waitUs;
  if (longest.us > forbid.waitUs) return { kind: 'waitUs', nearness, trouble: longest.text };
  const unasked = forbid.unanswered ? firstUnanswered(connections) : undefined;
  if (unasked !== undefined) return { kind: 'unanswered', nearness: 1, trouble: unasked };
  const counts: number[] = [];
  device.readCounts(counts);
  const left = device.countNames.reduce(
    (sum, name, i) => sum + (name.startsWith('sessions') ? counts[i]! : 0),
    0,
  );
  if (forbid.sessionsLeft && left > 0)
    return { kind: 'sessionsLeft', nearness: 1, trouble: `${left} sessions are held at the end of the run` };
  const more = device.stack.memory.heap.used - (rest() ?? 0);
  if (forbid.heapLeft && more > 0)
    return { kind: 'heapLeft', nearness: 1, trouble: `${more} bytes of heap are not given back` };
  return { nearness };
}

/** Bytes in use when the device has booted, before the first segment. */
function atRest(simulation: Simulation): () => number | undefined {
  const heap = new HeapAtRest(simulation.device);
  simulation.onSettled(() => heap.look());
  return () => heap.bytes;
}

/** The longest that anybody waited for a first byte. */
function longestWait(connections: readonly ConnectionOutcome[], nowUs: number): Wait {
  let longest: Wait = { us: 0, text: '' };
  for (const connection of connections) {
    for (const { startUs, firstByteUs, openedUs, endedUs, method, path } of connection.exchanges) {
      const us = (firstByteUs ?? openedUs ?? endedUs ?? nowUs) - startUs;
      if (us <= longest.us) continue;
      const cause = connection.cause ?? connection.delay;
      const why = cause === undefined ? '' : `: ${causeText(cause)}`;
      longest = { us, text: `${connection.label} waited ${secondsText(us)} for ${method} ${path}${why}` };
    }
  }
  return longest;
}

function firstUnanswered(connections: readonly ConnectionOutcome[]): string | undefined {
  const found = connections.find((one) => !one.isContent && !isOvertaken(one));
  if (found === undefined) return undefined;
  const why = found.cause === undefined ? '' : `: ${causeText(found.cause)}`;
  return `${found.label} is ${found.outcome}${why}`;
}
