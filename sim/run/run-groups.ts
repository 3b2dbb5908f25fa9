/** Brings the groups of a scenario to life: what their hosts are made of, their ways, and their programs. */

import { behave } from '../hosts/behaviours/registry.js';
import { Client } from '../hosts/client/client.js';
import type { Script } from '../hosts/client/fiber.js';
import { runSteps } from '../hosts/steps/run-steps.js';
import type { Hosts, HostsOptions } from '../hosts/hosts.js';
import { linuxStack } from '../hosts/linux/linux-stack.js';
import { PROBE_STACK } from '../hosts/probe/probe-stack.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Random } from '../kernel/random.js';
import type { ClientPathOptions, LinkOptions } from '../wire/link-options.js';
import type { Scenario } from '../language/scenario.js';
import type { ClientProgram, RealProgram } from '../hosts/client-program.js';
import { playTape, type Tape } from '../hosts/tape.js';
import type { ClientGroup, GroupStart } from '../language/groups/types.js';

/** What groups need of a run. */
export interface GroupRun {
  readonly kernel: Kernel;
  readonly hosts: Hosts;
  readonly random: Random;
  /** What real clients did; see {@link StartReal}. */
  readonly tape: Tape | undefined;
  readonly startReal: StartReal | undefined;
}

/** Begins the program of a real client, the `index`th of its group: only a run that owns promises can (sim/live). */
export type StartReal = (client: string, program: RealProgram, index: number) => void;

/** A scenario has real clients, and nobody has run them. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';

  constructor(client: string, file: string) {
    super(
      `${client} is a real client (${file}): its program runs in virtualRun(…), in replay, check and repl; ` +
        'elsewhere await recordRealClients(scenario) of lwip-twin/virtual first',
    );
  }
}

/**
 * What the hosts of a scenario are made of, by their names. Names that are in no step (`scripted`) are real clients'
 * (sim/live): they close for themselves, and their TCP is `linux` unless the scenario says what all clients have.
 */
export function clientSettings(
  { groups = [], stack, autoClose, device }: Scenario,
  scripted: ReadonlySet<string>,
): HostsOptions {
  const byClient = new Map(groups.flatMap((group) => group.clients.map((name) => [name, group] as const)));
  return {
    autoClose,
    keyExchangeBytes: device.tls?.keyExchangeBytes ?? [],
    autoCloseOf: (name) => byClient.get(name)?.autoClose ?? (scripted.has(name) && autoClose),
    stackOf: (name) => {
      const group = byClient.get(name);
      const ownStack = group?.stack ?? stack ?? (scripted.has(name) ? 'probe' : 'linux');
      return ownStack === 'probe' ? PROBE_STACK : linuxStack(group?.keepAlive, ownStack);
    },
  };
}

/** The link's options: what the scenario says of all, of groups, and of single clients, which wins. */
export function linkOptionsOf({ link, groups = [] }: Scenario): LinkOptions {
  const { drop, clients, ...others } = link;
  const ways: Record<string, ClientPathOptions> = {};
  for (const { clients: names, link: way } of groups) if (way) for (const name of names) ways[name] = way;
  for (const [name, way] of Object.entries(clients ?? {})) ways[name] = { ...ways[name], ...way };
  const options: LinkOptions = { ...others, dropRx: drop.rx, dropTx: drop.tx };
  return Object.keys(ways).length === 0 ? options : { ...options, clients: ways };
}

/** Schedules the beginning of every client's program; returns when each is. */
export function startGroups(groups: readonly ClientGroup[], run: GroupRun): ReadonlyMap<string, number> {
  const { kernel, hosts, random, tape, startReal } = run;
  const real = realPrograms(groups);
  const [first] = real;
  if (first !== undefined && startReal === undefined) {
    if (tape === undefined) throw new NotRecordedError(first[0], first[1].file);
    playTape(tape, kernel, hosts, real);
  }
  const starts = new Map<string, number>();
  for (const { clients, start, answersControl, tls, program } of groups) {
    clients.forEach((name, index) => {
      const own = random.fork(`client ${name}`);
      const schedule = (begin: () => void): void => {
        const atUs = startUs(start, index, own);
        starts.set(name, atUs);
        kernel.atScripted(atUs, begin);
      };
      if (program.kind === 'real') {
        schedule(() => startReal?.(name, program, index));
        return;
      }
      const client = new Client(hosts.get(name), { random: own, answersControl, tls });
      schedule(() => {
        // A segment of the timeline has taken it over before its time.
        if (client.host.isRaw) return;
        client.fibers.spawn(scriptOf(client, program));
        client.host.onTakenOver = () => {
          client.fibers.cancelAll();
        };
        if (program.kind === 'behaviour') endsWhenItVanishes(client);
      });
    });
  }
  return starts;
}

/** A list of steps may connect again after a `vanish`; a behaviour is over. */
function endsWhenItVanishes({ host, fibers }: Client): void {
  host.onVanish = () => {
    fibers.cancelAll();
  };
}

function startUs(start: GroupStart, index: number, random: Random): number {
  return start.kind === 'spaced' ? start.atUs + index * start.everyUs : random.int(start.fromUs, start.toUs);
}

/** Programs of real clients, by the names of the clients. */
export function realPrograms(groups: readonly ClientGroup[] = []): ReadonlyMap<string, RealProgram> {
  return new Map(
    groups.flatMap(({ clients, program }) =>
      program.kind === 'real' ? clients.map((name) => [name, program] as const) : [],
    ),
  );
}

function scriptOf(client: Client, program: Exclude<ClientProgram, RealProgram>): Script<void> {
  return program.kind === 'steps'
    ? runSteps(client, program.steps, program.onFailure)
    : behave(client, program.behaviour);
}
