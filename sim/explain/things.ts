/** Steps, profiles and applications, for `explain` here and in the REPL. */

import type { FirmwareRegistry } from '../document/firmware.js';
import { appNamed, profileNamed } from '../language/firmware.js';
import { allKeys } from '../language/schema-walk.js';
import { clientSteps, CLIENT_STEP_KINDS } from '../language/steps/schema-client-steps.js';
import { deviceSteps, DEVICE_STEP_KINDS } from '../language/steps/schema-device-steps.js';

/** What a step, a profile or an application of this name is; nothing for other names. */
export function thingLines(firmware: FirmwareRegistry, name: string): string[] {
  return [...stepLines(firmware, name), ...firmwareLines(firmware, name)];
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
