/** From the file's form to the runner's: defaults filled in, payloads as bytes. */

import { theProfile } from './firmware.js';
import { plainName } from '../document/files.js';
import type { Diagnostic } from '../document/diagnostic.js';
import type { ScenarioDocument } from '../document/document.js';
import type { SourcePlace, ValuePath } from '../document/place.js';
import type { ScenarioPlaces } from '../expect/expectation.js';
import { given } from '../document/given.js';
import { us } from '../document/duration.js';
import { normalizeExpectations } from '../expect/normalize-expectations.js';
import { normalizeGroups } from './groups/normalize-groups.js';
import { normalizeSocketUsers } from './groups/normalize-socket-users.js';
import { impairments } from './groups/normalize-link.js';
import type { ClientGroup } from './groups/types.js';
import { normalizeStep } from './steps/normalize-step.js';
import type { FirmwareRegistry, LogLevels, OptionValues } from '../document/firmware.js';
import { DEFAULT_LATENCY } from './schema.js';
import type { WrittenScenario } from './schema.js';
import { forbidden } from './schema-explore.js';
import { normalizeHandlers, normalizeTasks } from './device/normalize-handlers.js';
import { deviceCpu } from './device/normalize-cpu.js';
import { deviceTls } from './device/normalize-tls.js';
import type { HeapCounting } from '../document/device-tls.js';
import type { DeviceSetup, Interleaving, LinkSetup, Scenario } from './scenario.js';

const DEFAULT_SEED = 1;
const DEFAULT_LATENCY_US = us(DEFAULT_LATENCY);

/** The scenario, and what is wrong with its payloads; `outside`: see `LoadOptions`. */
export function normalize(
  firmware: FirmwareRegistry,
  written: WrittenScenario,
  document: ScenarioDocument,
  outside: readonly string[] = [],
): { scenario: Scenario; problems: readonly Diagnostic[] } {
  const { file } = document.source;
  const problems: Diagnostic[] = [];
  const steps = (written.timeline ?? []).map((step, i) => normalizeStep(step, i, document, problems));
  const stack = written.clients?.stack;
  const surroundings = {
    untilUs: written.until,
    defaultStack: stack ?? 'probe',
    document,
    deviceTls: written.device.tls,
  } as const;
  const { groups, problems: inGroups } = normalizeGroups(written.groups ?? [], surroundings);
  const {
    users,
    servers,
    problems: inUsers,
  } = normalizeSocketUsers(written.device.socket_users ?? [], document);
  problems.push(...inGroups, ...inUsers);
  const everybody = [...groups, ...servers];
  const clients = clientNames(written, everybody);
  const expected = normalizeExpectations(written.expect ?? [], {
    clients: [...new Set([...clients, ...outside])],
    callbacks: firmware.callbacks,
    untilUs: written.until,
    document,
  });
  problems.push(...expected.problems);
  const around = { clients, profile: theProfile(firmware, written.device.profile), document, problems };
  const handlers = written.device.handlers && normalizeHandlers(written.device.handlers, around);
  const tasks = written.device.tasks && normalizeTasks(written.device.tasks, around);
  const scenario: Scenario = {
    // It stands in headings, verdicts and reports: line feeds would begin lines of their own there.
    name: oneLine(written.name ?? plainName(file)),
    description: written.description ?? '',
    file,
    seed: written.seed ?? DEFAULT_SEED,
    device: {
      ...deviceSetup(firmware, written.device),
      ...given('socketUsers', users.length === 0 ? undefined : users),
      ...given('handlers', handlers),
      ...given('tasks', tasks),
    },
    link: linkSetup(written.link),
    autoClose: written.clients?.auto_close ?? false,
    untilUs: written.until,
    steps,
    ...given('groups', everybody.length === 0 ? undefined : everybody),
    ...given('stack', stack),
    ...given('expect', written.expect && expected.expectations),
    ...given('interleaving', written.interleaving && interleavingOf(written.interleaving)),
    ...given('forbid', written.explore && forbidden(written.explore)),
    places: placesIn(written, groups, document),
  };
  return { scenario, problems };
}

/** Every client that the scenario has, in the order in which it names them. */
function clientNames({ timeline = [] }: WrittenScenario, groups: readonly ClientGroup[]): readonly string[] {
  const names = new Set<string>();
  for (const step of timeline) if ('do' in step) names.add(step.client);
  for (const { clients } of groups) for (const name of clients) names.add(name);
  return [...names];
}

function placesIn(
  { timeline = [] }: WrittenScenario,
  groups: readonly ClientGroup[],
  document: ScenarioDocument,
): ScenarioPlaces {
  const place = (path: ValuePath): SourcePlace => {
    const { position, source = document.source } = document.locate(path, 'key');
    return { file: source.file, position };
  };
  const clients = new Map<string, SourcePlace>();
  for (const [i, group] of groups.entries()) {
    const own = place(['groups', i]);
    for (const client of group.clients) clients.set(client, own);
  }
  for (const [i, step] of timeline.entries())
    if ('do' in step && !clients.has(step.client)) clients.set(step.client, place(['timeline', i]));
  return { device: place(['device']), clients };
}

function deviceSetup(firmware: FirmwareRegistry, device: WrittenScenario['device']): DeviceSetup {
  return {
    profile: device.profile,
    apps: device.apps,
    sdkconfig: (device.sdkconfig ?? {}) as OptionValues,
    lwipopts: (device.lwipopts ?? {}) as OptionValues,
    httpd: device.httpd ?? {},
    ws: device.ws ?? {},
    appSettings: device.app_settings ?? {},
    extraSockets: device.extra_sockets ?? 0,
    heapLimitBytes: device.heap_limit,
    workerPriority: device.worker_priority,
    ...given('tls', deviceTls(device.tls)),
    ...given('heap', heapCounting(device.heap)),
    ...given('cpu', deviceCpu(firmware, device)),
    ...given('logLevels', logLevels(firmware, device)),
  };
}

/** As the scenario says itself, or as the firmware's configuration does. */
function logLevels(
  firmware: FirmwareRegistry,
  { log_level: own, profile, sdkconfig }: WrittenScenario['device'],
): LogLevels | undefined {
  if (own !== undefined) return { console: own, built: own, setBy: `log_level ${own}` };
  return theProfile(firmware, profile).logLevels?.((sdkconfig ?? {}) as OptionValues);
}

function heapCounting(written: WrittenScenario['device']['heap']): HeapCounting | undefined {
  if (written === undefined) return undefined;
  const { total, block = 0, kernel_objects: kernelObjects = true } = written;
  return { totalBytes: total, blockBytes: block, kernelObjects };
}

function linkSetup(link: WrittenScenario['link']): LinkSetup {
  return {
    latencyUs: link?.latency ?? DEFAULT_LATENCY_US,
    drop: { rx: ascending(link?.drop?.rx), tx: ascending(link?.drop?.tx) },
    ...impairments(link ?? {}),
  };
}

function ascending(numbers: readonly number[] = []): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function interleavingOf(written: NonNullable<WrittenScenario['interleaving']>): Interleaving {
  if ('seed' in written) return { seed: written.seed };
  return {
    switches: written.switches.map((one) => (typeof one === 'number' ? [one, 0] : one)),
  };
}

function oneLine(text: string): string {
  const lines = text.split(/[\r\n\u2028\u2029]/).map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}
