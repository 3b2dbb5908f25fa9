/**
 * What the page of a live run can do to it: bring clients, make them vanish, cut the link, pause, step, change the pace.
 *
 * Clients come as a scenario's groups come, with the same behaviours and the same checks.
 */

import { US_PER_MS, US_PER_S } from '../../kernel/units.js';
import { Random } from '../../kernel/random.js';
import { loadScenario } from '../../run/load.js';
import { startGroups } from '../../run/run-groups.js';
import type { Besides } from '../bridge/recording.js';
import type { LiveRun } from '../wall/live-run.js';

/** Clients that a page may bring in all: each has an address. */
const MOST_BROUGHT = 1000;
const MOST_AT_ONCE = 100;
const MOST_OUTAGE_S = 3600;
const MOST_PACE = 1000;
const EVERY_MS = 50;

/** Groups that can be brought, by their name; `path` is quoted. */
const GROUPS: Readonly<Record<string, (path: string) => string>> = {
  browser: (path) => `behaviour: { browser: { page: ${path} } }`,
  websocket: (path) => `steps: [{ do: ws_open, path: ${path} }, { do: hold }]`,
  request: (path) => `steps: [{ do: http, path: ${path} }, { do: hold }]`,
  poller: (path) => `behaviour: { poller: { path: ${path}, every: 1s } }`,
  'slow-reader': (path) => `behaviour: { slow-reader: { path: ${path}, websocket: false } }`,
};

/** Names of what can be brought. */
export const KINDS = Object.keys(GROUPS);

/** A deed that can't be done; for the person at the page. */
export class DeedError extends Error {
  override readonly name = 'DeedError';
}

/** What a page asks for: words by their names. */
export type Asked = Readonly<Record<string, unknown>>;

/** The deeds of one run, and their lines in a scenario. */
export class PageDeeds implements Besides {
  /** Names of the clients that were brought, in their order. */
  readonly brought: string[] = [];
  readonly groups: string[] = [];
  readonly steps: string[] = [];
  readonly outages: string[] = [];

  constructor(private readonly run: LiveRun) {}

  /** Does one; returns what was done. Throws {@link DeedError}, and `ScenarioError` for a path that is none. */
  perform(asked: Asked): string {
    const { pacer } = this.run;
    switch (asked['do']) {
      case 'bring':
        return this.bring(asked);
      case 'vanish':
        return this.vanish(asked);
      case 'outage':
        return this.outage(asked);
      case 'pause':
        pacer.pause();
        return 'time stands still';
      case 'resume':
        pacer.resume();
        return 'time goes on';
      case 'step': {
        if (!pacer.paused) throw new DeedError('it is not paused');
        const ms = numberOf(asked['ms'], 1, 60_000, 'ms');
        pacer.advance(ms * US_PER_MS);
        return `${ms} ms later`;
      }
      case 'pace': {
        const pace = Number(asked['pace']);
        if (!(pace > 0 && pace <= MOST_PACE))
          throw new DeedError(`pace: a number above 0, up to ${MOST_PACE}`);
        pacer.setPace(pace);
        return `${pace} s of the device in one second`;
      }
      default:
        throw new DeedError('nothing that this page can do');
    }
  }

  private bring({ kind, count = 1, path = '/' }: Asked): string {
    const group = typeof kind === 'string' && Object.hasOwn(GROUPS, kind) ? GROUPS[kind] : undefined;
    if (typeof kind !== 'string' || group === undefined || typeof path !== 'string')
      throw new DeedError('no such clients');
    const many = numberOf(count, 1, MOST_AT_ONCE, 'count');
    if (this.brought.length + many > MOST_BROUGHT)
      throw new DeedError(`no more than ${MOST_BROUGHT} clients in all`);
    const { simulation, pacer } = this.run;
    let names: readonly string[] = [];
    pacer.act(() => {
      const { kernel, hosts, scenario, seed } = simulation;
      const name = `${kind}${this.groups.length + 1}-`;
      const line = `  - { name: ${name}, count: ${many}, stack: linux, start: { at: ${kernel.nowUs + 1}us, every: ${EVERY_MS}ms }, ${group(JSON.stringify(path))} }`;
      const { profile, apps } = scenario.device;
      const text = [
        'name: brought',
        `device: { profile: ${profile}, ${apps.length > 0 ? `apps: ${JSON.stringify(apps)}` : 'handlers: [{ uri: /x, do: [{ return: true }] }]'} }`,
        `until: ${kernel.nowUs + MOST_OUTAGE_S * US_PER_S}us`,
        'groups:',
        line,
      ].join('\n');
      const { groups = [] } = loadScenario({ text, file: 'the page' });
      this.groups.push(line);
      names = groups.flatMap(({ clients }) => clients);
      const random = new Random(seed + this.groups.length);
      startGroups(groups, { kernel, hosts, random, tape: undefined, startReal: undefined });
    });
    this.brought.push(...names);
    return `${names[0]}${many > 1 ? ` to ${names.at(-1)}` : ''} come`;
  }

  private vanish({ client }: Asked): string {
    const name = typeof client === 'string' && client !== '' ? client : this.brought.at(-1);
    const { simulation, pacer } = this.run;
    const host = [...simulation.hosts].find((one) => one.name === name && !one.vanished);
    if (host === undefined) throw new DeedError(`no simulated client ${name ?? ''} that could vanish`);
    pacer.act(() => {
      host.vanish();
      if (this.brought.includes(host.name))
        this.steps.push(`  - { at: ${simulation.kernel.nowUs}us, client: ${host.name}, do: vanish }`);
    });
    return `${host.name} has vanished`;
  }

  private outage({ seconds }: Asked): string {
    const forS = numberOf(seconds, 1, MOST_OUTAGE_S, 'seconds');
    const { simulation, pacer } = this.run;
    pacer.act(() => {
      this.outages.push(`    - { at: ${simulation.kernel.nowUs}us, for: ${forS}s }`);
      simulation.link.breakDown(forS * US_PER_S);
    });
    return `nothing gets through for ${forS} s`;
  }
}

function numberOf(value: unknown, least: number, most: number, name: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new DeedError(`${name}: a whole number from ${least} to ${most}`);
  return number;
}
