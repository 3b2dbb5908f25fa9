/** The steps of a group from the file's form to the runner's: numbered, with their places, payloads as bytes. */

import type { ValuePath } from '../../document/place.js';
import { encodeWsClose, encodeWsFrame, WS_BINARY, WS_PING, WS_PONG, WS_TEXT } from '../../codec/ws-frame.js';
import type { GroupStep, StepExpectation } from '../../hosts/behaviours/steps/types.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { given, httpBody, payloadDiagnostic } from '../steps/normalize-step.js';
import { payloadBytes, type PayloadProblem } from '../../document/payload/payload.js';
import type { WrittenPayload } from '../../document/payload/schema.js';
import { normalizeExpect } from './normalize-expect.js';
import type { WrittenGroupStep, WrittenRepeat } from './schema-group-steps.js';

const HTTP_PORT = 80;
const NO_BYTES = new Uint8Array(0);
const FRAME_OPCODE = { ws_text: WS_TEXT, ws_bin: WS_BINARY, ws_ping: WS_PING, ws_pong: WS_PONG } as const;

type Single = Exclude<WrittenGroupStep, WrittenRepeat>;
type Base = { readonly index: number; readonly line: number; readonly expect?: StepExpectation };

/** Turns the steps of one group over; what is wrong with them is in `problems`. */
export class GroupStepNormalizer {
  readonly problems: Diagnostic[] = [];
  private count = 0;

  constructor(private readonly document: ScenarioDocument) {}

  /** Steps at a path of the document, nested ones too. */
  list(steps: readonly WrittenGroupStep[], path: ValuePath): GroupStep[] {
    return steps.map((step, i) => this.step(step, [...path, i]));
  }

  private step(written: WrittenGroupStep, path: ValuePath): GroupStep {
    const base = { index: ++this.count, line: this.document.locate(path).position.line };
    if (written.do === 'repeat') {
      const { times = Infinity, every, steps } = written;
      return {
        ...base,
        do: 'repeat',
        times,
        ...given('everyUs', every),
        steps: this.list(steps, [...path, 'steps']),
      };
    }
    const expect = this.expectation(written, path);
    return this.single(written, path, { ...base, ...given('expect', expect) });
  }

  private expectation(written: Single, path: ValuePath): StepExpectation | undefined {
    const isOwn = written.do === 'ws_expect';
    const fields = isOwn ? written : 'expect' in written ? written.expect : undefined;
    if (fields === undefined) return undefined;
    const { expect, problem } = normalizeExpect(fields, isOwn ? path : [...path, 'expect'], this.document);
    if (problem !== undefined) this.problems.push(problem);
    return expect;
  }

  private single(written: Single, path: ValuePath, base: Base): GroupStep {
    const on = 'on' in written ? given('on', written.on) : {};
    switch (written.do) {
      case 'connect':
        return { ...base, do: 'connect', port: written.port ?? HTTP_PORT, ...given('as', written.as) };
      case 'http':
        return {
          ...base,
          ...on,
          do: 'http',
          port: written.port ?? HTTP_PORT,
          method: written.method,
          path: written.path,
          headers: Object.entries(written.headers ?? {}),
          ...given('body', this.body(written.body, path)),
          close: written.close ?? false,
          waits: written.wait ?? true,
        };
      case 'ws_open':
        return {
          ...base,
          ...on,
          do: 'ws_open',
          port: written.port ?? HTTP_PORT,
          path: written.path,
          headers: Object.entries(written.headers ?? {}),
          ...given('subprotocol', written.subprotocol),
        };
      case 'send': {
        const { piece, every = 0 } = written;
        const drip = piece === undefined ? undefined : { bytes: piece, everyUs: every };
        return {
          ...base,
          ...on,
          do: 'send',
          bytes: this.payload(written, path, true),
          ...given('drip', drip),
        };
      }
      case 'ws_close':
        return { ...base, ...on, do: 'ws_close', bytes: encodeWsClose(written.code) };
      case 'ws_frame': {
        const { fin = true, opcode, masked = true } = written;
        const bytes = encodeWsFrame({ fin, opcode, masked, payload: this.payload(written, path, false) });
        return { ...base, ...on, do: 'ws_frame', bytes };
      }
      case 'ws_expect':
        return { ...base, ...on, do: 'ws_expect', expect: base.expect ?? {} };
      case 'wait':
        return { ...base, do: 'wait', forUs: written.for };
      case 'hold':
        return { ...base, ...on, do: 'hold', ...given('forUs', written.for) };
      case 'close':
      case 'abort':
      case 'pause':
      case 'resume':
        return { ...base, ...on, do: written.do };
      case 'vanish':
        return { ...base, do: 'vanish' };
      default: {
        const payload = this.payload(written, path, false);
        return {
          ...base,
          ...on,
          do: written.do,
          bytes: encodeWsFrame({ opcode: FRAME_OPCODE[written.do], payload }),
        };
      }
    }
  }

  private payload(written: WrittenPayload, path: ValuePath, isNeeded: boolean): Uint8Array {
    const bytes = payloadBytes(written);
    if (bytes instanceof Uint8Array) return bytes;
    if (bytes !== undefined) return this.fail(bytes, path);
    if (!isNeeded) return NO_BYTES;
    const hint = 'add text, or hex, or fill + length';
    return this.fail({ code: 'missing-key', message: 'the step send needs something to send', hint }, path);
  }

  private body(written: string | WrittenPayload | undefined, path: ValuePath): Uint8Array | undefined {
    const bytes = httpBody(written);
    return bytes === undefined || bytes instanceof Uint8Array ? bytes : this.fail(bytes, [...path, 'body']);
  }

  private fail(problem: PayloadProblem, path: ValuePath): Uint8Array {
    this.problems.push(payloadDiagnostic(problem, path, this.document));
    return NO_BYTES;
  }
}
