/** Groups from the file's form to the runner's, and what is wrong with them. */

import type { ValuePath } from '../../document/place.js';
import { DEFAULT_KEEP_ALIVE } from '../../hosts/linux/linux-stack.js';
import type { Diagnostic, ErrorCode } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { us } from '../../document/duration.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { given } from '../../document/given.js';
import { besideFile } from '../../document/place.js';
import { KeyReader } from '../../document/key-reader.js';
import { behaviours, type Behaviour, type BehaviourName } from '../../hosts/behaviours/registry.js';
import type { ClientProgram } from '../../hosts/client-program.js';
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
    const file = besideFile(document.locate(path).source?.file ?? document.source.file, module);
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
    if (written !== undefined && stack !== 'linux') {
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
    if (stack !== 'linux' || program.kind !== 'behaviour') return undefined;
    return behaviours[program.behaviour.kind].keepAlive;
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

/**
 * The name and the parameters of a behaviour; undefined unless exactly one is given. A name alone has the defaults, and
 * no parameters where it can't be without.
 */
function behaviourEntry(
  written: WrittenBehaviour,
): { readonly name: BehaviourName; readonly parameters: WrittenParameters | undefined } | undefined {
  if (typeof written === 'string')
    return { name: written, parameters: behaviourKeys[written].safeParse({}).data };
  const entries = Object.entries(written).filter(([, parameters]) => parameters !== undefined);
  const [first, second] = entries;
  if (first === undefined || second !== undefined) return undefined;
  return { name: first[0] as BehaviourName, parameters: first[1] };
}
