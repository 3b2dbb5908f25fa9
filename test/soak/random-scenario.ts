/**
 * Random scenarios from the whole schema. Parts are put in one by one, and a part with which the scenario would not load
 * is left out: what is left loads, whatever is in it.
 */

import { join } from 'node:path';
import { stringify } from 'yaml';

import { ScenarioError } from '../../sim/document/diagnostic.js';
import { loadScenario } from '../../sim/run/load.js';
import type { Scenario } from '../../sim/language/scenario.js';
import { CLIENT_STEP_KINDS } from '../../sim/language/steps/schema-client-steps.js';
import { ITEMS, Maker } from './from-schema.js';
import { LISTENER, randomDeed, randomHandler, randomProtocol } from './random-handlers.js';
import type { Dice } from './random.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

/** A scenario as a value. */
export type Draft = Record<string, unknown>;

/** Changes a draft. */
type Change = (copy: Draft) => void;
/** Changes the scenario if it loads then; false if it does not. */
type Put = (...changes: readonly Change[]) => boolean;

const TIMES = ['0s', '100ms', '3s'];
const MAP_SHARE = 0.12;
const UNTIL_MS = 9000;
const MOST_STEPS = 24;
const MOST_GROUPS = 3;
const MOST_CLIENTS = 12;
const MAPS = ['httpd', 'ws', 'lwipopts', 'sdkconfig', 'app_settings'] as const;
const SETTINGS = [
  'extra_sockets',
  'socket_users',
  'heap_limit',
  'worker_priority',
  'tls',
  'heap',
  'cpu',
  'log_level',
] as const;
/** Shares of scenarios with TLS, with handlers, with another order of tasks, and with clients that are programs. */
const REORDERED = 0.15;
const WITH_TASKS = 0.1;
const EXPECTING = 0.2;
const MOST_EXPECTED = 3;
const MOST_GROUP_STEPS = 6;
/** Keys of a group that are its clients' program. */
const PROGRAMS = ['name', 'count', 'steps', 'behaviour', 'client', 'settings'];
const WITH_TLS = 0.25;
const HANDLED = 0.4;
const MOST_HANDLERS = 3;
const MOST_TRIES = 6;
/** For handlers: most deeds do not make sense where they are put. */
const MOST_DEED_TRIES = 8;
const REAL = 0.04;
const MOST_SWITCHES = 3000;
/** Beside this file, where drafts are taken to stand. */
const CLIENT_MODULE = './any-client.mjs';

/** Where drafts are taken to stand. */
const FILE = join(import.meta.dirname, 'draft.yaml');

/** Loads a draft as if it stood in this folder. */
export function loadDraft(draft: Draft): Scenario {
  return loadScenario({ text: stringify(draft), file: FILE });
}

/**
 * Whether a draft loads; anything but a complaint about the input is thrown. JSON is YAML, and sooner written: a draft is
 * asked for a hundred times while it grows.
 */
export function loads(draft: Draft): boolean {
  try {
    loadScenario({ text: JSON.stringify(draft), file: FILE });
    return true;
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
}

/** A scenario that loads. */
export function randomScenario(dice: Dice): Draft {
  const maker = new Maker(dice);
  const draft = device(dice);
  const put: Put = (...changes) => {
    const copy = structuredClone(draft);
    for (const change of changes) change(copy);
    const isGood = loads(copy);
    if (isGood) Object.assign(draft, copy);
    return isGood;
  };
  const inDevice = (copy: Draft): Draft => copy['device'] as Draft;
  for (const map of MAPS) {
    const keys = maker.keysOf('device', map).filter(() => dice.chance(MAP_SHARE));
    const changes = keys.map((key) => {
      const value = maker.at('device', map, key);
      return (copy: Draft): void => {
        inDevice(copy)[map] = { ...(inDevice(copy)[map] as Draft | undefined), [key]: value };
      };
    });
    putAll(changes, put);
  }
  for (const key of SETTINGS) {
    if (dice.chance(0.3)) put((copy) => (inDevice(copy)[key] = maker.at('device', key)));
  }
  if (dice.chance(HANDLED)) {
    if (String(inDevice(draft)['profile']).startsWith('w800')) protocols(dice, put);
    else handlers(dice, put);
  }
  for (const key of ['link', 'clients']) {
    if (dice.chance(0.5)) put((copy) => (copy[key] = maker.at(key)));
  }
  frame(dice, put);
  timeline(maker, dice, put);
  for (let n = dice.int(0, MOST_GROUPS); n > 0; n--) group(maker, dice, n, put);
  if (dice.chance(WITH_TASKS)) tasks(dice, put);
  if (dice.chance(EXPECTING)) expectations(maker, dice, put);
  if (dice.chance(REORDERED)) put((copy) => (copy['interleaving'] = interleaving(dice)));
  if (dice.chance(REAL)) realClients(dice, put);
  return draft;
}

/** Handlers of the scenario's own, deed by deed. */
function handlers(dice: Dice, put: Put): void {
  if (dice.chance(0.5))
    put((copy) => (copy['timeline'] = [{ at: '50ms', client: LISTENER, do: 'listen', port: 80 }]));
  for (let n = dice.int(1, MOST_HANDLERS); n > 0; n--) {
    const one = randomHandler(dice);
    const isIn = put((copy) => {
      const device = copy['device'] as Draft;
      device['handlers'] = [...listOf(device['handlers']), structuredClone(one)];
    });
    if (isIn) deeds(['do'], dice, put);
  }
}

/** Adds deeds to the last handler: those are left out that can't stand where they are put. */
function deeds(places: readonly string[], dice: Dice, put: Put): void {
  for (let tries = 0; tries < MOST_DEED_TRIES; tries++) {
    const where = dice.chance(0.5) ? 'do' : dice.one(places);
    const deed = randomDeed(dice);
    put((copy) => {
      const own = listOf((copy['device'] as Draft)['handlers']).at(-1) as Draft;
      const lists = where === 'do' ? own : ((own['on'] ??= {}) as Draft);
      lists[where] = [...listOf(lists[where]), structuredClone(deed)];
    });
  }
}

/** A program of its own for libwebsockets, in place of an application. */
function protocols(dice: Dice, put: Put): void {
  for (let n = dice.int(1, MOST_HANDLERS); n > 0; n--) {
    const { entry, callbacks } = randomProtocol(dice);
    const isIn = put((copy) => {
      const device = copy['device'] as Draft;
      device['apps'] = [];
      device['handlers'] = [...listOf(device['handlers']), structuredClone(entry)];
    });
    if (isIn) deeds(callbacks, dice, put);
  }
}

/** Puts changes in together, or else halves of them. */
function putAll(changes: readonly Change[], put: Put): void {
  if (changes.length === 0 || put(...changes) || changes.length === 1) return;
  const half = Math.ceil(changes.length / 2);
  putAll(changes.slice(0, half), put);
  putAll(changes.slice(half), put);
}

/** Any profile with applications that it takes. */
function device(dice: Dice): Draft {
  const family = dice.one([...new Set(FIRMWARE.profiles.map((one) => one.family))]);
  const names = (list: readonly { readonly name: string; readonly family: string }[]): string[] =>
    list.filter((one) => one.family === family).map(({ name }) => name);
  for (;;) {
    const apps = Array.from({ length: dice.int(1, 2) }, () => dice.one(names(FIRMWARE.apps)));
    const profile = dice.one(names(FIRMWARE.profiles));
    const tls = dice.chance(WITH_TLS) ? { tls: {} } : {};
    const draft = { device: { profile, apps, ...tls }, until: `${UNTIL_MS}ms` };
    if (loads(draft)) return draft;
  }
}

function timeline(maker: Maker, dice: Dice, put: Put): void {
  const changes: Change[] = [];
  for (let n = dice.int(0, MOST_STEPS); n > 0; n--) {
    const made = maker.at('timeline') as readonly Draft[];
    const step = made.find(({ do: word }) => CLIENT_STEP_KINDS.some((kind) => kind === word)) ?? made[0];
    if (step === undefined) continue;
    const isFirst = dice.chance(0.3);
    const at = `${dice.int(1, UNTIL_MS)}ms`;
    changes.push((copy) => {
      const steps = listOf(copy['timeline']);
      const connect = { at: '50ms', client: step['client'], do: 'connect' };
      const opening = isFirst && step['client'] !== undefined ? [connect] : [];
      copy['timeline'] = [...steps, ...opening, { ...step, at }];
    });
  }
  putAll(changes, put);
}

/** A group: clients of a behaviour, or of steps, each key of which is put in by itself. */
function group(maker: Maker, dice: Dice, number: number, put: Put): void {
  const own = { name: `g${number}`, count: dice.int(1, MOST_CLIENTS), start: '100ms' };
  const last = (copy: Draft): Draft => listOf(copy['groups']).at(-1) as Draft;
  const add = (program: Draft): boolean =>
    put((copy) => (copy['groups'] = [...listOf(copy['groups']), structuredClone({ ...own, ...program })]));
  if (dice.chance(0.5)) {
    const word = dice.one(maker.keysOf('groups', ITEMS, 'behaviour'));
    const at = ['groups', ITEMS, 'behaviour', word];
    const isIn = [1, 2, 3, 4].some(() => add({ behaviour: { [word]: maker.at(...at) } }));
    if (!isIn) return;
    grow(maker, dice, put, at, 0.4, (copy) => ((last(copy)['behaviour'] as Draft)[word] ??= {}) as Draft);
  } else {
    if (!add({ steps: [{ do: 'connect', as: 'a' }] })) return;
    for (let n = dice.int(0, MOST_GROUP_STEPS); n > 0; n--) {
      const step = maker.at('groups', ITEMS, 'steps', ITEMS);
      put((copy) => {
        const owner = last(copy);
        owner['steps'] = [...listOf(owner['steps']), step];
      });
    }
  }
  grow(maker, dice, put, ['groups', ITEMS], 0.25, last, PROGRAMS);
}

/** Puts random keys of a map in, each by itself. */
function grow(
  maker: Maker,
  dice: Dice,
  put: Put,
  at: readonly string[],
  share: number,
  place: (copy: Draft) => Draft,
  but: readonly string[] = [],
): void {
  const keys = maker.keysOf(...at).filter((key) => !but.includes(key) && dice.chance(share));
  const changes = keys.map((key) => {
    const value = maker.at(...at, key);
    return (copy: Draft): void => {
      place(copy)[key] = structuredClone(value);
    };
  });
  putAll(changes, put);
}

/** What is expected: whether it is so does not matter here. */
function expectations(maker: Maker, dice: Dice, put: Put): void {
  const at = ['expect', ITEMS];
  const keys = maker.keysOf(...at);
  for (let n = dice.int(1, MOST_EXPECTED); n > 0; n--) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const key = dice.one(keys);
      const one = { [key]: maker.at(...at, key) };
      if (!put((copy) => (copy['expect'] = [...listOf(copy['expect']), structuredClone(one)]))) continue;
      grow(maker, dice, put, at, 0.3, (copy) => listOf(copy['expect']).at(-1) as Draft);
      break;
    }
  }
}

/** Tasks of the scenario's own. */
function tasks(dice: Dice, put: Put): void {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const task = {
      name: dice.one(['uart', 'producer']),
      ...(dice.chance(0.3) ? { priority: dice.one([1, 5, 6, 24]) } : {}),
      ...(dice.chance(0.3) ? { stack: dice.one([1, 4096, 100_000]) } : {}),
      do: [randomDeed(dice)],
    };
    put((copy) => {
      const device = copy['device'] as Draft;
      device['tasks'] = [...listOf(device['tasks']), structuredClone(task)];
    });
  }
}

/** What does not change what happens, but is read and checked. */
function frame(dice: Dice, put: Put): void {
  if (dice.chance(0.3)) put((copy) => Object.assign(copy, { name: 'drawn', description: 'By chance.' }));
  if (dice.chance(0.3)) put((copy) => (copy['seed'] = dice.int(0, 2 ** 31)));
  if (dice.chance(0.1))
    put((copy) => {
      copy['parameters'] = { port: dice.one([80, 81]) };
      copy['timeline'] = [
        ...listOf(copy['timeline']),
        { at: '90ms', client: 'c9', do: 'connect', port: '$(port)' },
      ];
    });
}

function interleaving(dice: Dice): unknown {
  if (dice.chance(0.5)) return { seed: dice.int(0, 2 ** 31) };
  return { switches: [[dice.int(0, MOST_SWITCHES), dice.int(0, 2)]] };
}

/** A group whose clients run JavaScript. */
function realClients(dice: Dice, put: Put): void {
  const own = { name: 'real', count: dice.int(1, 4), client: CLIENT_MODULE, start: dice.one(TIMES) };
  put((copy) => (copy['groups'] = [...listOf(copy['groups']), own]));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
