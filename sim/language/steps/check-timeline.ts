/** Whether the steps make sense one after the other. */

import { US_PER_MS } from '../../kernel/units.js';
import type { ScenarioDocument } from '../../document/document.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { clientNames } from '../groups/normalize-groups.js';
import type { WrittenGroup } from '../groups/schema-group.js';
import { timelineSteps } from '../../hosts/steps/registry.js';
import type { WrittenScenario, WrittenStep } from '../schema.js';
import type { FirmwareRegistry } from '../../document/firmware.js';
import { theProfile } from '../firmware.js';
import { listed } from '../../document/suggest.js';
import { DEVICE_STEP_KINDS, type WrittenDeviceStep } from './schema-device-steps.js';
import type { ClientStepKind } from './schema-client-steps.js';

/** Whether a client has, or may get, a connection after a step. */
const opens = (word: ClientStepKind): boolean => timelineSteps[word].connection === 'opens';

/** Complaints about `timeline` as a whole. */
export function checkTimeline(
  firmware: FirmwareRegistry,
  scenario: WrittenScenario,
  document: ScenarioDocument,
): Diagnostic[] {
  const steps = scenario.timeline ?? [];
  const late: Diagnostic[] = [];
  const alone: Diagnostic[] = [];
  // Plain loops: there may be a hundred thousand steps, and nothing is wrong with most.
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index]!;
    if (step.at > scenario.until) late.push(afterUntil(index, scenario.until, document));
    if (!('do' in step)) alone.push(...withoutPartner(firmware, step, index, scenario, document));
  }
  return [...late, ...beforeConnect(steps, scenario.groups ?? [], document), ...alone];
}

function afterUntil(index: number, until: number, document: ScenarioDocument): Diagnostic {
  const message = `at: this time is past the end of the run (until: ${inMs(until)})`;
  const hint = 'raise until or move the step';
  return diagnosticAt(document, ['timeline', index, 'at'], 'after-until', message, hint);
}

/** The steps run by time, clients of groups connect by themselves; at equal times in file order; the sort is stable. */
function beforeConnect(
  steps: readonly WrittenStep[],
  groups: readonly WrittenGroup[],
  document: ScenarioDocument,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const opened = new Set(groups.flatMap(clientNames));
  const inTime = Array.from(steps.keys()).sort((a, b) => steps[a]!.at - steps[b]!.at);
  for (const index of inTime) {
    const step = steps[index]!;
    if (!('do' in step)) continue;
    if (opens(step.do)) opened.add(step.client);
    else if (timelineSteps[step.do].connection === 'needs' && !opened.has(step.client)) {
      const later = inTime
        .map((one) => steps[one]!)
        .find((one) => 'do' in one && one.client === step.client && opens(one.do));
      const hint = later
        ? `its first ${'do' in later ? later.do : ''} is at ${inMs(later.at)}`
        : `add { at: …, client: ${step.client}, do: connect } before it`;
      const message = `${step.do}: the client ${step.client} has not connected by then`;
      found.push(diagnosticAt(document, ['timeline', index], 'before-connect', message, hint));
    }
  }
  return found;
}

/** Fields of device steps that need something in the device. */
function withoutPartner(
  firmware: FirmwareRegistry,
  step: WrittenDeviceStep,
  index: number,
  { device }: WrittenScenario,
  document: ScenarioDocument,
): Diagnostic[] {
  const conflict = (key: string, message: string, hint: string): Diagnostic[] => [
    diagnosticAt(document, ['timeline', index, key], 'conflict', message, hint),
  ];
  const { name, lacksSteps = [] } = theProfile(firmware, device.profile);
  if (lacksSteps.includes(step.device)) {
    const others = DEVICE_STEP_KINDS.filter((one) => !lacksSteps.includes(one));
    const message = `${name} has no command for the device step ${step.device}`;
    const path = ['timeline', index, 'device'];
    return [diagnosticAt(document, path, 'not-available', message, `it has ${listed(others)}`)];
  }
  if ('task' in step && step.task === 'worker' && device.worker_priority === undefined) {
    return conflict('task', 'the device has no worker task', 'set device.worker_priority');
  }
  if ('instance' in step && step.instance !== undefined && !device.apps.includes('two')) {
    return conflict('instance', 'instance goes with the app two', 'remove it, or add two to apps');
  }
  return [];
}

function inMs(us: number): string {
  return us % US_PER_MS === 0 ? `${String(us / US_PER_MS)}ms` : `${String(us)}us`;
}
