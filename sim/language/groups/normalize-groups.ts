/** Groups from the file's form to the runner's, and what is wrong with them. */

import type { ValuePath } from '../../document/place.js';
import { DEFAULT_KEEP_ALIVE } from '../../hosts/linux/linux-stack.js';
import type { Diagnostic, ErrorCode } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { us } from '../../document/duration.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { given } from '../../document/given.js';
import { ONCE } from '../../document/lazy-schema.js';
import { filesOf } from '../../document/place.js';
import { KeyReader } from '../../document/key-reader.js';
import { behaviours, type Behaviour, type BehaviourName } from '../../hosts/behaviours/registry.js';
import type { ClientProgram } from '../../hosts/client-program.js';
import { tlsClientSettings } from '../../hosts/tls/read-tls.js';
import { HTTPS_PORT } from '../../wire/ports.js';
import type { ClientTls } from '../../hosts/client/client.js';
import { checkConnections } from './check-connections.js';
import { GroupStepNormalizer } from './normalize-group-steps.js';
import { pathOptions } from './normalize-link.js';
import { behaviourKeys, type WrittenBehaviour, type WrittenParameters } from './schema-behaviours.js';
import { whyNoModule } from './real-client-module.js';
import type { StackName, WrittenGroup } from './schema-group.js';
import type { ClientGroup, GroupStart } from './types.js';

/** When a group begins that does not say. */
const DEFAULT_START_US = us('100ms');
/** The harness's limit for a client's name. */
const MAX_NAME = 31;

/** What all groups of a scenario have in common. */
export interface GroupSurroundings {
  readonly untilUs: number;
  readonly defaultStack: StackName;
  readonly document: ScenarioDocument;
  /** `device.tls`; undefined: the device speaks no TLS. */
  readonly deviceTls: { readonly port?: number | undefined } | undefined;
}

/** The groups, and the complaints about them. */
export function normalizeGroups(
  written: readonly WrittenGroup[],
  surroundings: GroupSurroundings,
): { readonly groups: readonly ClientGroup[]; readonly problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const groups = written.flatMap((group, index) => {
    const one = new GroupNormalizer(group, ['groups', index], surroundings);
    const result = one.group();
    problems.push(...one.problems);
    return result === undefined ? [] : [result];
  });
  const names = new Map<string, string>();
  groups.forEach(({ name, clients }, index) => {
    const other = clients.map((client) => names.get(client)).find((found) => found !== undefined);
    if (other !== undefined) {
      const message = `name: the group ${other} has clients of the same names`;
      problems.push(diagnosticAt(surroundings.document, ['groups', index, 'name'], 'conflict', message));
    }
    for (const client of clients) names.set(client, name);
  });
  return { groups, problems };
}

/** Names of a group's clients: NAME1, NAME2, … */
export function clientNames({ name, count = 1 }: WrittenGroup): string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i + 1}`);
}

class GroupNormalizer {
  readonly problems: Diagnostic[] = [];

  constructor(
    private readonly written: WrittenGroup,
    private readonly path: ValuePath,
    private readonly around: GroupSurroundings,
  ) {}

  group(): ClientGroup | undefined {
    const { name, link, client } = this.written;
    // A real client's TCP is a real one unless the group says otherwise.
    const { stack = client === undefined ? this.around.defaultStack : 'linux' } = this.written;
    const { auto_close: autoClose = client === undefined, auto_pong: answersControl = true } = this.written;
    const program = this.program();
    const start = this.start();
    const clients = clientNames(this.written);
    if ((clients.at(-1) ?? '').length > MAX_NAME) {
      this.add(['name'], 'out-of-range', `name: with its number longer than ${MAX_NAME} characters`);
    }
    if (program === undefined) return undefined;
    return {
      name,
      clients,
      stack,
      start,
      ...given('link', link && pathOptions(link)),
      autoClose,
      answersControl,
      ...given('keepAlive', this.keepAlive(stack, program)),
      ...given('tls', this.tls(program)),
      program,
    };
  }

  private program(): ClientProgram | undefined {
    const { steps, client, on_failure: onFailure } = this.written;
    const kinds = (['steps', 'behaviour', 'client'] as const).filter(
      (key) => this.written[key] !== undefined,
    );
    const [kind, second] = kinds;
    if (kind === undefined || second !== undefined) {
      const hint = 'a group has steps, a behaviour, or a real client';
      if (second === undefined)
        this.add([], 'missing-key', 'missing key "steps", "behaviour" or "client" in the group', hint);
      else this.add([second], 'conflict', `${kinds.join(' and ')} in one group`, hint, 'key');
      return undefined;
    }
    if (client !== undefined) return this.realClient(client);
    if (this.written.settings !== undefined)
      this.add(['settings'], 'conflict', 'settings go with client', undefined, 'key');
    if (steps !== undefined) {
      const normalizer = new GroupStepNormalizer(this.around.document);
      const list = normalizer.list(steps, [...this.path, 'steps']);
      this.problems.push(...normalizer.problems);
      this.problems.push(...checkConnections(steps, [...this.path, 'steps'], this.around.document));
      return { kind: 'steps', steps: list, onFailure: onFailure ?? 'stop' };
    }
    if (onFailure !== undefined) {
      this.add(
        ['on_failure'],
        'conflict',
        'on_failure goes with steps',
        'a behaviour knows what to do',
        'key',
      );
    }
    return this.behaviour();
  }

  private realClient(module: string): ClientProgram | undefined {
    const { document } = this.around;
    const path = [...this.path, 'client'];
    for (const key of ['on_failure', 'auto_pong', 'auto_close'] as const) {
      if (this.written[key] === undefined) continue;
      this.add([key], 'conflict', `${key} goes with steps`, 'a real client knows what to do', 'key');
    }
    const why = whyNoModule(module, document, path);
    if (why !== undefined) {
      this.add(['client'], 'bad-module', `${module}: ${why.message}`, why.hint);
      return undefined;
    }
    const from = document.locate(path).source?.file ?? document.source.file;
    const file = filesOf(document.source).beside(from, module);
    const { place } = new KeyReader(document, path, this.problems);
    return { kind: 'real', file, settings: this.written.settings ?? {}, place };
  }

  private behaviour(): ClientProgram | undefined {
    const entry = behaviourEntry(this.written.behaviour ?? {});
    if (entry === undefined) {
      this.add(
        ['behaviour'],
        'conflict',
        'behaviour: expected exactly one',
        'for several make several groups',
      );
      return undefined;
    }
    const { name, parameters } = entry;
    if (parameters === undefined) {
      const hint = 'port-scanner: { ports: [80, 443] }';
      this.add(['behaviour'], 'missing-key', `behaviour: ${name} needs parameters`, hint);
      return undefined;
    }
    const reader = new KeyReader(this.around.document, [...this.path, 'behaviour', name], this.problems);
    const options = behaviours[name].read(parameters, reader);
    return { kind: 'behaviour', behaviour: { kind: name, options } as Behaviour };
  }

  private start(): GroupStart {
    const { start = DEFAULT_START_US, count = 1 } = this.written;
    const { untilUs } = this.around;
    if (typeof start === 'object' && 'random' in start) {
      const { from, to } = start.random;
      if (to < from) this.add(['start', 'random', 'to'], 'conflict', 'to: before from');
      if (to > untilUs) this.late(['start', 'random', 'to']);
      return { kind: 'random', fromUs: from, toUs: to };
    }
    const atUs = typeof start === 'number' ? start : (start.at ?? DEFAULT_START_US);
    const everyUs = typeof start === 'number' ? 0 : start.every;
    if (atUs + (count - 1) * everyUs > untilUs) this.late(['start']);
    return { kind: 'spaced', atUs, everyUs };
  }

  private late(path: ValuePath): void {
    const hint = 'raise until, or let them start earlier';
    this.add(path, 'after-until', 'start: clients would begin past the end of the run', hint);
  }

  private keepAlive(stack: StackName, program: ClientProgram): ClientGroup['keepAlive'] {
    const { keep_alive: written } = this.written;
    if (written !== undefined && stack === 'probe') {
      this.add(
        ['keep_alive'],
        'conflict',
        `the stack ${stack} has no keep-alive`,
        'write stack: linux',
        'key',
      );
    }
    if (written !== undefined) {
      const { idle, interval, count } = written;
      return {
        idleUs: idle ?? DEFAULT_KEEP_ALIVE.idleUs,
        intervalUs: interval ?? DEFAULT_KEEP_ALIVE.intervalUs,
        count: count ?? DEFAULT_KEEP_ALIVE.count,
      };
    }
    if (stack === 'probe' || program.kind !== 'behaviour') return undefined;
    const { kind, options } = program.behaviour;
    return behaviours[kind].keepAlive?.(options);
  }

  private tls(program: ClientProgram): ClientTls | undefined {
    const { tls: written } = this.written;
    if (written === undefined) return undefined;
    const why = this.whyNoTls(program);
    if (why !== undefined) {
      this.add(['tls'], 'conflict', why.message, why.hint, 'key');
      return undefined;
    }
    for (const key of ['ciphers', 'false_start'] as const) {
      if (written.version !== '1.3' || written[key] === undefined || written[key] === 'never') continue;
      const hint = 'leave version away, or let it be 1.2';
      this.add(['tls', key], 'conflict', `tls.${key} means nothing to TLS 1.3`, hint, 'key');
    }
    if (written.version === '1.3' && written.resume === true) {
      const hint = 'the simulated clients resume sessions of TLS 1.2';
      this.add(['tls', 'resume'], 'conflict', 'tls.resume: no resumption with TLS 1.3', hint, 'key');
    }
    const own = program.kind === 'behaviour' ? program.behaviour : undefined;
    const usual = own === undefined ? undefined : behaviours[own.kind].tlsDefaults?.(own.options);
    const settings = tlsClientSettings({ ...usual, ...definedOf(written) });
    return { settings, port: this.around.deviceTls?.port ?? HTTPS_PORT };
  }

  private whyNoTls(program: ClientProgram): { readonly message: string; readonly hint?: string } | undefined {
    if (program.kind === 'real') {
      return { message: 'tls goes with steps or a behaviour', hint: 'a real client speaks its own TLS' };
    }
    if (program.kind === 'behaviour') {
      const { kind } = program.behaviour;
      const { withoutTls } = behaviours[kind];
      if (withoutTls !== undefined) return { message: `tls means nothing to ${kind}: ${withoutTls}` };
    }
    if (this.around.deviceTls !== undefined) return undefined;
    return { message: 'tls: the device speaks no TLS', hint: 'add tls: {} to device, or leave it away here' };
  }

  private add(
    path: ValuePath,
    code: ErrorCode,
    message: string,
    hint?: string,
    part?: 'key' | 'value',
  ): void {
    this.problems.push(
      diagnosticAt(this.around.document, [...this.path, ...path], code, message, hint, part),
    );
  }
}

/** Without keys that are there and undefined, which would hide defaults. */
function definedOf<T extends object>(written: T): T {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as T;
}

/**
 * The name and the parameters of a behaviour; undefined unless exactly one is given. A name alone has the defaults, and
 * no parameters where it can't be without.
 */
function behaviourEntry(
  written: WrittenBehaviour,
): { readonly name: BehaviourName; readonly parameters: WrittenParameters | undefined } | undefined {
  if (typeof written === 'string')
    return { name: written, parameters: behaviourKeys()[written].safeParse({}, ONCE).data };
  const entries = Object.entries(written).filter(([, parameters]) => parameters !== undefined);
  const [first, second] = entries;
  if (first === undefined || second !== undefined) return undefined;
  return { name: first[0] as BehaviourName, parameters: first[1] };
}
