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
import { DEVICE_STEP_KINDS } from './schema-device-steps.js';
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
  return [
    ...steps.flatMap((step, index) => afterUntil(step, index, scenario.until, document)),
    ...beforeConnect(steps, scenario.groups ?? [], document),
    ...steps.flatMap((step, index) => withoutPartner(firmware, step, index, scenario, document)),
  ];
}

function afterUntil(
  step: WrittenStep,
  index: number,
  until: number,
  document: ScenarioDocument,
): Diagnostic[] {
  if (step.at <= until) return [];
  const message = `at: this time is past the end of the run (until: ${inMs(until)})`;
  const hint = 'raise until or move the step';
  return [diagnosticAt(document, ['timeline', index, 'at'], 'after-until', message, hint)];
}

/** The steps run by time, clients of groups connect by themselves; at equal times in file order; the sort is stable. */
function beforeConnect(
  steps: readonly WrittenStep[],
  groups: readonly WrittenGroup[],
  document: ScenarioDocument,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const opened = new Set(groups.flatMap(clientNames));
  const inTime = steps.map((step, index) => ({ step, index })).sort((a, b) => a.step.at - b.step.at);
  for (const { step, index } of inTime) {
    if (!('do' in step)) continue;
    if (opens(step.do)) opened.add(step.client);
    else if (timelineSteps[step.do].connection === 'needs' && !opened.has(step.client)) {
      const later = inTime.find(({ step: s }) => 'do' in s && s.client === step.client && opens(s.do));
      const hint = later
        ? `its first ${'do' in later.step ? later.step.do : ''} is at ${inMs(later.step.at)}`
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
  step: WrittenStep,
  index: number,
  { device }: WrittenScenario,
  document: ScenarioDocument,
): Diagnostic[] {
  if ('do' in step) return [];
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
