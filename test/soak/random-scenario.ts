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
import { Maker } from './from-schema.js';
import { randomDeed, randomHandler, randomProtocol } from './random-handlers.js';
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
const WITH_TLS = 0.25;
const HANDLED = 0.4;
const MOST_HANDLERS = 3;
const MOST_TRIES = 6;
/** For a program of libwebsockets, of which most do not make sense. */
const MOST_DEED_TRIES = 8;
const REAL = 0.04;
const MOST_SWITCHES = 3000;
/** Beside this file, where drafts are taken to stand. */
const CLIENT_MODULE = './any-client.mjs';

/** Loads a draft as if it stood in this folder. */
export function loadDraft(draft: Draft): Scenario {
  return loadScenario({ text: stringify(draft), file: join(import.meta.dirname, 'draft.yaml') });
}

/** Whether a draft loads; anything but a complaint about the input is thrown. */
export function loads(draft: Draft): boolean {
  try {
    loadDraft(draft);
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
  timeline(maker, dice, put);
  for (let n = dice.int(0, MOST_GROUPS); n > 0; n--) group(maker, dice, n, put);
  if (dice.chance(REORDERED)) put((copy) => (copy['interleaving'] = interleaving(dice)));
  if (dice.chance(REAL)) realClients(dice, put);
  return draft;
}

/** Handlers of the scenario's own; many a random one makes no sense, so that some more are tried. */
function handlers(dice: Dice, put: Put): void {
  for (let n = dice.int(1, MOST_HANDLERS); n > 0; n--) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const one = randomHandler(dice);
      const isIn = put((copy) => {
        const device = copy['device'] as Draft;
        device['handlers'] = [...listOf(device['handlers']), one];
      });
      if (isIn) break;
    }
  }
}

/** A program of its own for libwebsockets, in place of an application: deed by deed, those left out that can't stand there. */
function protocols(dice: Dice, put: Put): void {
  for (let n = dice.int(1, MOST_HANDLERS); n > 0; n--) {
    const { entry, callbacks } = randomProtocol(dice);
    const isIn = put((copy) => {
      const device = copy['device'] as Draft;
      device['apps'] = [];
      device['handlers'] = [...listOf(device['handlers']), structuredClone(entry)];
    });
    if (!isIn) continue;
    for (let tries = 0; tries < MOST_DEED_TRIES; tries++) {
      const where = dice.chance(0.5) ? 'do' : dice.one(callbacks);
      const deed = randomDeed(dice);
      put((copy) => {
        const own = listOf((copy['device'] as Draft)['handlers']).at(-1) as Draft;
        const lists = where === 'do' ? own : ((own['on'] ??= {}) as Draft);
        lists[where] = [...listOf(lists[where]), deed];
      });
    }
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

function group(maker: Maker, dice: Dice, number: number, put: Put): void {
  const [made] = maker.at('groups') as readonly Draft[];
  if (made === undefined) return;
  const { steps, behaviour, ...keys } = made;
  // Programs of real clients are none of the schema's.
  const rest = Object.fromEntries(
    Object.entries(keys).filter(([key]) => key !== 'client' && key !== 'settings'),
  );
  const program = dice.chance(0.5)
    ? { behaviour }
    : { steps: [{ do: 'connect', as: 'a' }, ...listOf(steps)] };
  put((copy) => {
    const own = { ...rest, name: `g${number}`, count: dice.int(1, MOST_CLIENTS), start: '100ms', ...program };
    copy['groups'] = [...listOf(copy['groups']), own];
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
