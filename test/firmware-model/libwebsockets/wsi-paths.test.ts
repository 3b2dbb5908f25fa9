/**
 * The wsi's machine against libwebsockets as it runs: every life of a wsi in the reference cases below is a path of
 * XState's machine, and together they come to every state but those that the SDK's programs do not reach.
 */

import { join } from 'node:path';
import { transition } from 'xstate';
import { expect, test } from 'vitest';
import { wsiMachine } from '../../../firmware-model/libwebsockets/wsi/wsi.machine.js';
import type { WsiEvent } from '../../../firmware-model/libwebsockets/wsi/wsi.table.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

const CASES = join(import.meta.dirname, '../../conformance');
const NAMES = [
  'w800/hp_01_post_json',
  'w800/hp_05_length_mismatch',
  'w800/hp_10_ws_open',
  'w800/wc_01_echo',
  'w800/wc_04_no_answer',
  'w800/wc_10_masked_from_server',
  'w800/ws_01_echo_close',
  'tls-w800/hp_t01_post',
  'tls-w800-client/wt_01_echo',
];
/** Bodies that nobody wants, and transactions that wait for the next: no program of the SDK comes to either. */
const UNREACHED = ['deferring-action', 'discard-body'];

/** What happened to each wsi of a run: the events and where each led. */
function lives(name: string): { readonly event: WsiEvent; readonly state: string }[][] {
  const simulation = new Simulation(loadScenario(join(CASES, `${name}.yaml`)));
  const byWsi = new Map<object, { event: WsiEvent; state: string }[]>();
  simulation.lifecycles.watch({
    moved: (lifecycle, _from, event) => {
      if (lifecycle.definition.id !== wsiMachine.id) return;
      const life = byWsi.get(lifecycle) ?? [];
      byWsi.set(lifecycle, life);
      life.push({ event: event as WsiEvent, state: lifecycle.state });
    },
  });
  simulation.run();
  return [...byWsi.values()];
}

const seen = new Map(NAMES.map((name) => [name, lives(name)]));

test.each(NAMES)('%s: each wsi goes where XState goes', (name) => {
  const all = seen.get(name)!;
  expect(all.length).toBeGreaterThan(0);
  for (const life of all) {
    let snapshot = wsiMachine.resolveState({ value: 'unconnected', context: {} });
    for (const { event: type, state } of life) {
      expect(snapshot.can({ type })).toBe(true);
      [snapshot] = transition(wsiMachine, snapshot, { type }) as [typeof snapshot, never];
      expect(snapshot.value).toBe(state);
    }
  }
});

test('together they come to every state that can be reached', () => {
  const reached = new Set(['unconnected', ...[...seen.values()].flat(2).map(({ state }) => state)]);
  const states = Object.keys(wsiMachine.root.states);
  expect(states.filter((state) => !reached.has(state)).sort()).toEqual(UNREACHED);
});
