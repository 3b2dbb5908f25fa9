/** One step of the timeline from the file's form to the runner's. */

import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { given } from '../../document/given.js';
import { KeyReader } from '../../document/key-reader.js';
import { timelineSteps } from '../../hosts/steps/registry.js';
import type { ClientStep, DeviceStep, Step } from '../scenario.js';
import type { WrittenStep } from '../schema.js';
import type { WrittenDeviceStep } from './schema-device-steps.js';

/** Fills in defaults and makes bytes; complaints are added to `problems`. */
export function normalizeStep(
  written: WrittenStep,
  index: number,
  document: ScenarioDocument,
  problems: Diagnostic[],
): Step {
  const reader = new KeyReader(document, ['timeline', index], problems);
  if (!('do' in written)) return deviceStep(written, reader);
  const { at: atUs, client, do: word } = written;
  // It takes its own keys only.
  const own = written as unknown as Readonly<Record<string, unknown>>;
  return { atUs, client, do: word, ...timelineSteps[word].read(own, reader) } as ClientStep;
}

function deviceStep(written: WrittenDeviceStep, reader: KeyReader): DeviceStep {
  const { at: atUs } = written;
  if (written.device === 'settime') return { atUs, device: written.device, unix: written.unix };
  const task = written.task ?? 'main';
  switch (written.device) {
    case 'stop':
    case 'start':
      return { atUs, device: written.device, task, ...given('instance', written.instance) };
    case 'queue_work':
      return { atUs, device: written.device, task, count: written.count ?? 1 };
    case 'broadcast':
      return { atUs, device: written.device, task, length: written.length };
    case 'send_data': {
      const payload = written.text === undefined ? undefined : reader.payload({ text: written.text });
      return { atUs, device: written.device, task, ...given('payload', payload) };
    }
  }
}
