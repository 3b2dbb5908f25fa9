/** One step from the file's form to the runner's. */

import type { ValuePath } from '../../document/place.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { latin1, payloadBytes } from '../../document/payload/payload.js';
import type { PayloadProblem } from '../../document/payload/payload.js';
import type { WrittenPayload } from '../../document/payload/schema.js';
import type { WrittenStep } from '../schema.js';
import type { Step, StepBase } from '../scenario.js';

/** A step, or what is wrong with its bytes. */
export type NormalizedStep = { readonly step: Step } | { readonly problem: Diagnostic };

type Written<K extends string> = Extract<WrittenStep, { do: K }>;
type Outcome = Step | PayloadProblem;

const HTTP_PORT = 80;
const NO_BYTES = new Uint8Array(0);

/** Fills in defaults and makes bytes. */
export function normalizeStep(
  written: WrittenStep,
  index: number,
  document: ScenarioDocument,
): NormalizedStep {
  const path = ['timeline', index];
  const base: StepBase = { atUs: written.at, origin: document.locate(path).position };
  const outcome = 'do' in written ? clientStep(written, base) : deviceStep(written, base);
  if (!('code' in outcome) || 'atUs' in outcome) return { step: outcome };
  const owner: ValuePath = 'do' in written && written.do === 'http' ? [...path, 'body'] : path;
  return { problem: payloadDiagnostic(outcome, owner, document) };
}

/** The field's place; the owner's own where the body is plain text. */
export function payloadDiagnostic(
  problem: PayloadProblem,
  owner: ValuePath,
  document: ScenarioDocument,
): Diagnostic {
  const { code, message, hint, field } = problem;
  const path = field === undefined ? owner : [...owner, field];
  return diagnosticAt(document, path, code, field === undefined ? message : `${field}: ${message}`, hint);
}

function clientStep(written: Extract<WrittenStep, { do: string }>, base: StepBase): Outcome {
  const { client } = written;
  switch (written.do) {
    case 'connect':
    case 'listen':
      return { ...base, client, do: written.do, port: written.port ?? HTTP_PORT };
    case 'close':
    case 'abort':
    case 'pause':
    case 'resume':
    case 'vanish':
      return { ...base, client, do: written.do };
    case 'http':
      return httpStep(written, base);
    case 'ws_open':
      return {
        ...base,
        client,
        do: written.do,
        path: written.path,
        ...given('subprotocol', written.subprotocol),
      };
    case 'ws_close':
      return { ...base, client, do: written.do, ...given('code', written.code) };
    case 'ws_accept':
      return {
        ...base,
        client,
        do: written.do,
        ...given('subprotocol', written.subprotocol),
        bad: written.bad ?? false,
      };
    case 'ws_frame':
      return frameStep(written, base);
    case 'send':
      return sendStep(written, base);
    default: {
      const payload = payloadBytes(written) ?? NO_BYTES;
      return payload instanceof Uint8Array ? { ...base, client, do: written.do, payload } : payload;
    }
  }
}

function sendStep(written: Written<'send'>, base: StepBase): Outcome {
  const payload = payloadBytes(written);
  if (payload instanceof Uint8Array) return { ...base, client: written.client, do: 'send', payload };
  const hint = 'add text, or hex, or fill + length';
  return payload ?? { code: 'missing-key', message: 'the step send needs something to send', hint };
}

function frameStep(written: Written<'ws_frame'>, base: StepBase): Outcome {
  const { client, opcode, fin = true, masked = true } = written;
  const payload = payloadBytes(written) ?? NO_BYTES;
  return payload instanceof Uint8Array
    ? { ...base, client, do: 'ws_frame', fin, opcode, masked, payload }
    : payload;
}

function httpStep(written: Written<'http'>, base: StepBase): Outcome {
  const { client, method, path, close = false } = written;
  const body = httpBody(written.body);
  if (body !== undefined && !(body instanceof Uint8Array)) return body;
  return { ...base, client, do: 'http', method, path, ...given('body', body), close };
}

/** Bytes of a request's body. */
export function httpBody(body: string | WrittenPayload | undefined): Uint8Array | undefined | PayloadProblem {
  if (typeof body !== 'string') {
    if (body === undefined) return undefined;
    const hint = 'write { fill: "x", length: 1000 }';
    return payloadBytes(body) ?? { code: 'missing-key', message: 'the body needs fill and length', hint };
  }
  const bytes = latin1(body);
  if (bytes instanceof Uint8Array) return bytes;
  const { code, message, hint } = bytes;
  return { code, message: `body: ${message}`, ...(hint === undefined ? {} : { hint }) };
}

function deviceStep(written: Extract<WrittenStep, { device: string }>, base: StepBase): Step {
  if (written.device === 'settime') return { ...base, device: written.device, unix: written.unix };
  const task = written.task ?? 'main';
  switch (written.device) {
    case 'stop':
    case 'start':
      return { ...base, device: written.device, task, ...given('instance', written.instance) };
    case 'queue_work':
      return { ...base, device: written.device, task, count: written.count ?? 1 };
    case 'broadcast':
      return { ...base, device: written.device, task, length: written.length };
    case 'send_data':
      return { ...base, device: written.device, task };
  }
}

/** A field that is absent rather than undefined. */
export function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;
}
