/** Steps, behaviours, users of sockets, profiles and applications, for `explain` here and in the REPL. */

import type * as z from 'zod';

import type { FirmwareRegistry } from '../document/firmware.js';
import { appNamed, profileNamed } from '../language/firmware.js';
import { behaviourKeys } from '../language/groups/schema-behaviours.js';
import { groupSteps } from '../language/groups/schema-group-steps.js';
import { STACK_NAMES, stackSchema } from '../language/groups/schema-group.js';
import { socketUsers } from '../language/groups/schema-socket-users.js';
import { allKeys } from '../language/schema-keys.js';
import { clientSteps } from '../language/steps/schema-client-steps.js';
import { deviceSteps } from '../language/steps/schema-device-steps.js';

/** Maps that go by a word of their own. */
interface Kind {
  readonly what: string;
  /** Dotted path of the map with this word. */
  readonly path: (word: string) => string;
  readonly maps: () => Readonly<Record<string, z.ZodObject>>;
}

const KINDS: readonly Kind[] = [
  { what: 'step', path: (word) => word, maps: () => ({ ...clientSteps, ...deviceSteps }) },
  { what: 'step of a group', path: (word) => `groups.steps.${word}`, maps: groupSteps },
  { what: 'behaviour', path: (word) => `groups.behaviour.${word}`, maps: behaviourKeys },
  { what: 'user of sockets', path: (word) => `device.socket_users.${word}`, maps: () => socketUsers },
];
/** Keys that all steps have. */
const OF_EVERY_STEP: ReadonlySet<string> = new Set(['at', 'client', 'do', 'device']);

/** What a step, a behaviour, a profile … of this name is; nothing for other names. */
export function thingLines(firmware: FirmwareRegistry, name: string): string[] {
  return [
    ...KINDS.flatMap((kind) => mapLines(firmware, kind, name)),
    ...(STACK_NAMES.some((stack) => stack === name)
      ? [`stack ${name}: ${stackSchema().description ?? ''}`]
      : []),
    ...firmwareLines(firmware, name),
  ];
}

/** Names of steps, behaviours, users of sockets and stacks. */
export function thingNames(): string[] {
  return [...new Set([...KINDS.flatMap(({ maps }) => Object.keys(maps())), ...STACK_NAMES])];
}

/** Paths of the maps that {@link thingLines} tells of. */
export function thingPaths(name: string): string[] {
  return kindsOf(name).map(({ path }) => path(name));
}

function kindsOf(name: string): Kind[] {
  return KINDS.filter(({ maps }) => Object.hasOwn(maps(), name));
}

/** What stands under a name with keys of its own; the name, or its path. */
function mapLines(firmware: FirmwareRegistry, { what, path, maps }: Kind, name: string): string[] {
  const word = Object.keys(maps()).find((one) => one === name || path(one) === name);
  if (word === undefined) return [];
  const keys = allKeys(firmware).filter(
    ({ section, key, ofStep }) =>
      section === path(word) &&
      !(ofStep && OF_EVERY_STEP.has(key)) &&
      !(key === 'do' && what !== 'behaviour'),
  );
  return [
    `${what} ${word}: ${maps()[word]!.description ?? ''}`,
    ...keys.map(({ key, description }) => `  ${key}: ${description}`),
  ];
}

function firmwareLines(firmware: FirmwareRegistry, name: string): string[] {
  const profile = profileNamed(firmware, name);
  const app = appNamed(firmware, name);
  return [
    ...(profile === undefined ? [] : [`profile ${name}: ${profile.about} (${profile.evidence})`]),
    ...(app === undefined ? [] : [`app ${name} (${app.family}): ${app.about}`]),
  ];
}
