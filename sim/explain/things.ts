/** Steps, behaviours, users of sockets, profiles and applications, for `explain` here and in the REPL. */

import type * as z from 'zod';

import type { FirmwareRegistry } from '../document/firmware.js';
import { appNamed, profileNamed } from '../language/firmware.js';
import { behaviourKeys } from '../language/groups/schema-behaviours.js';
import { STACK_NAMES, stackSchema } from '../language/groups/schema-group.js';
import { socketUsers } from '../language/groups/schema-socket-users.js';
import { allKeys } from '../language/schema-walk.js';
import { clientSteps, CLIENT_STEP_KINDS } from '../language/steps/schema-client-steps.js';
import { deviceSteps, DEVICE_STEP_KINDS } from '../language/steps/schema-device-steps.js';

/** What a step, a behaviour, a profile … of this name is; nothing for other names. */
export function thingLines(firmware: FirmwareRegistry, name: string): string[] {
  return [
    ...stepLines(firmware, name),
    ...mapLines(firmware, 'behaviour', 'groups.behaviour', behaviourKeys, name),
    ...mapLines(firmware, 'user of sockets', 'device.socket_users', socketUsers, name),
    ...(STACK_NAMES.some((stack) => stack === name)
      ? [`stack ${name}: ${stackSchema.description ?? ''}`]
      : []),
    ...firmwareLines(firmware, name),
  ];
}

/** Names of behaviours, users of sockets and stacks. */
export function thingNames(): string[] {
  return [...Object.keys(behaviourKeys), ...Object.keys(socketUsers), ...STACK_NAMES];
}

/** What stands under a name with keys of its own. */
function mapLines(
  firmware: FirmwareRegistry,
  what: string,
  section: string,
  maps: Readonly<Record<string, z.ZodObject>>,
  name: string,
): string[] {
  if (!Object.hasOwn(maps, name)) return [];
  const keys = allKeys(firmware).filter((one) => one.section === `${section}.${name}`);
  return [
    `${what} ${name}: ${maps[name]!.description ?? ''}`,
    ...keys.map(({ key, description }) => `  ${key}: ${description}`),
  ];
}

function stepLines(firmware: FirmwareRegistry, name: string): string[] {
  const about =
    CLIENT_STEP_KINDS.find((kind) => kind === name) ?? DEVICE_STEP_KINDS.find((kind) => kind === name);
  if (about === undefined) return [];
  const schema =
    about in clientSteps
      ? clientSteps[about as keyof typeof clientSteps]
      : deviceSteps[about as keyof typeof deviceSteps];
  const fields = allKeys(firmware).filter(
    (key) => key.ofStep && key.section === name && !['at', 'client', 'do', 'device'].includes(key.key),
  );
  return [
    `step ${name}: ${schema.description ?? ''}`,
    ...fields.map((key) => `  ${key.key}: ${key.description}`),
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
