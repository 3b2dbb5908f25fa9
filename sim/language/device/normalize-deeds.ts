/** The deeds of handlers and tasks (`do`) from the file's form to the device's, and what is wrong with them. */

import { utf8Bytes } from '../../codec/bytes.js';
import { HTTP_PORT } from '../../wire/ports.js';
import type { Diagnostic, ErrorCode } from '../../document/diagnostic.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import type { ScenarioDocument } from '../../document/document.js';
import { us } from '../../document/duration.js';
import type { Profile } from '../../document/firmware.js';
import type { HandlerDeed } from '../../document/handlers.js';
import { KeyReader } from '../../document/key-reader.js';
import type { ValuePath } from '../../document/place.js';
import { suggestion } from '../../document/suggest.js';
import type { WrittenPayload } from '../../document/payload/schema.js';
import { once } from '../../document/lazy-schema.js';
import { deedKeys, type DeedWord, type WrittenAsync, type WrittenDeed } from './schema-handlers.js';

const words = once(() => Object.keys(deedKeys()) as DeedWord[]);
export const TASK_STACK_BYTES = 4096;
export const TASK_PRIORITY = 5;
const CALL_TIMEOUT_US = us('10s');
/** The byte that fills what has only a length. */
const FILL = 0x78;

/** Deeds that answer an ordinary request, which a websocket's frame is not. */
const OF_AN_ANSWER: ReadonlySet<DeedWord> = new Set([
  'status',
  'type',
  'header',
  'send',
  'chunk',
  'error',
  'recv',
  'async',
]);
/** Deeds that need the request: queued work has none. */
const OF_A_REQUEST: ReadonlySet<DeedWord> = new Set([...OF_AN_ANSWER, 'ws_recv']);
/** Deeds that need a connection. */
const OF_A_CONNECTION: ReadonlySet<DeedWord> = new Set([
  ...OF_A_REQUEST,
  'close',
  'socket_send',
  'task',
  'again',
  'timer',
  'rx_flow',
  'close_reason',
]);
/** Deeds that can wait or fail: without one of them a loop never ends. */
const CAN_END_A_LOOP: ReadonlySet<DeedWord> = new Set([
  'send',
  'chunk',
  'recv',
  'ws_recv',
  'ws_send',
  'socket_send',
  'delay',
  'compute',
  'lock',
  'call',
  'fail',
  'return',
  'queue_work',
  'alloc',
  'close',
  'again',
  'limit',
]);

/** Where deeds stand, and why some can't stand there. */
export type Within =
  | 'request'
  | 'frame'
  | 'work'
  | 'task'
  /** libwebsockets: a callback of a websocket without a message, of one that is gone, of the program. */
  | 'websocket'
  | 'ended'
  | 'program'
  /** `device.tasks`. */
  | 'own-task';

/** Places without a connection. */
const WITHOUT_CONNECTION: Readonly<Partial<Record<Within, string>>> = {
  'own-task': 'in a task of its own, which has no connection',
  program: 'in a callback of the program, which is about no connection',
  ended: 'in closed, where the connection is gone',
};

/** Whom and what the deeds of one scenario can name. */
export interface DeedSurroundings {
  readonly clients: readonly string[];
  readonly profile: Profile;
  readonly document: ScenarioDocument;
  readonly problems: Diagnostic[];
}

/** Reads lists of deeds. */
export class DeedReader {
  private readonly clients: readonly string[];
  private readonly document: ScenarioDocument;
  private readonly problems: Diagnostic[];
  private readonly profile: Profile;
  private readonly isLws: boolean;

  constructor({ clients, profile, document, problems }: DeedSurroundings) {
    this.clients = clients;
    this.profile = profile;
    this.document = document;
    this.problems = problems;
    this.isLws = profile.family === 'libwebsockets';
  }

  /** The deeds of a list; `from` is the place of the first one in it. */
  list(written: readonly WrittenDeed[], path: ValuePath, within: Within, from = 0): HandlerDeed[] {
    return written.flatMap((deed, index) => this.deed(deed, [...path, from + index], within) ?? []);
  }

  private deed(written: WrittenDeed, path: ValuePath, within: Within): HandlerDeed | undefined {
    const [word, second] = words().filter((one) => written[one] !== undefined);
    if (word === undefined || second !== undefined) {
      const message = word === undefined ? 'a deed without a word' : `${word} and ${second} in one deed`;
      this.complain(path, message, word === undefined ? `one of ${words().join(', ')}` : 'make two of it');
      return undefined;
    }
    this.check(word, written, path, within);
    const { place } = new KeyReader(this.document, path, this.problems);
    const base = { ignoresErrors: written.on_error === 'ignore', place };
    return { ...base, ...this.read(word, written, path, within) } as HandlerDeed;
  }

  private check(word: DeedWord, written: WrittenDeed, path: ValuePath, within: Within): void {
    const here = [...path, word];
    if (this.isMissing(word, here)) return;
    const gone = WITHOUT_CONNECTION[within];
    const needsConnection =
      OF_A_CONNECTION.has(word) ||
      (word === 'ws_send' && written.to !== 'all') ||
      written.callback_on_writable === true;
    if (gone !== undefined && needsConnection)
      this.complain(
        here,
        `${word} ${gone}`,
        word === 'ws_send' ? 'to: all' : written.callback_on_writable === true ? 'all' : undefined,
      );
    if (within === 'work' && OF_A_REQUEST.has(word))
      this.complain(here, `${word} in queued work or a task, which have no request`, 'async keeps one');
    if ((within === 'frame' || within === 'websocket') && OF_AN_ANSWER.has(word))
      this.complain(
        here,
        `${word} answers a request, and this is a websocket`,
        this.isLws ? 'ws_send' : 'ws_recv, ws_send',
      );
    if (within === 'request' && word === 'ws_recv') this.complain(here, 'ws_recv goes with websocket: true');
    if (within === 'request' && this.isLws && (word === 'close_reason' || word === 'ws_send'))
      this.complain(here, `${word} goes with websocket: true`);
    if (within === 'task' && (word === 'async' || word === 'ws_recv'))
      this.complain(here, `${word} in a task that answers a request already`);
    if (written.ws_send === 'echo' && this.isLws && within !== 'frame')
      this.complain(here, 'echo: there is no message in this callback', 'in do alone');
    if (this.isLws && word === 'recv')
      this.complain(
        here,
        'libwebsockets hands the body over in LWS_CALLBACK_HTTP_BODY: a callback can’t wait for it',
        'recv: all as an entry of the handler’s own do, or on: { body: […], body_completion: […] }',
      );
    if (this.isLws && word === 'status' && !/^[1-5]\d\d\b/.test(written.status!))
      this.complain(
        here,
        'libwebsockets takes a number, and writes its own words behind it',
        'status: "503"',
      );
    const takesDeeds = word === 'repeat' || word === 'when';
    if ((written.do !== undefined) !== takesDeeds)
      this.complain(
        [...path, written.do === undefined ? word : 'do'],
        written.do === undefined ? `${word} without do` : 'do goes with repeat and with when',
      );
    if (written.to !== undefined && word !== 'ws_send')
      this.complain([...path, 'to'], 'to goes with ws_send');
  }

  /** Complains about a word (or a key, or a method) that the profile does not have. */
  isMissing(word: string, path: ValuePath): boolean {
    const { name, lacks } = this.profile;
    const missing = lacks.find(({ key }) => 'handler' in key && key.handler === word);
    if (missing !== undefined)
      this.complain(path, `${name} has no ${word}: ${missing.why}`, undefined, 'not-available');
    return missing !== undefined;
  }

  private read(word: DeedWord, written: WrittenDeed, path: ValuePath, within: Within): object {
    switch (word) {
      case 'log': {
        const line = written.log!;
        return { do: word, level: 'I', ...(typeof line === 'string' ? { text: line } : line) };
      }
      case 'status':
      case 'type':
        return { do: word, text: written[word] };
      case 'header':
        return {
          do: word,
          fields: Object.entries(written.header!).map(([name, value]) => [name, String(value)]),
        };
      case 'send':
      case 'socket_send':
        return { do: word, bytes: this.bytes(written[word]!, [...path, word]) };
      case 'chunk': {
        const { chunk } = written;
        return { do: word, bytes: chunk === 'end' ? undefined : this.bytes(chunk!, [...path, word]) };
      }
      case 'error':
        return { do: word, status: written.error };
      case 'recv':
      case 'free':
        return { do: word, bytes: written[word] === 'all' ? Infinity : written[word] };
      case 'ws_send': {
        const { ws_send: payload, to = 'one' } = written;
        return {
          do: word,
          bytes: payload === 'echo' ? undefined : this.bytes(payload!, [...path, word]),
          to,
        };
      }
      case 'delay':
      case 'compute':
      case 'timer':
        return { do: word, us: written[word] };
      case 'alloc':
        return { do: word, bytes: written.alloc };
      case 'close_fd':
        return { do: word, fd: written.close_fd };
      case 'set':
        return { do: word, name: written.set };
      case 'when':
        return { do: word, name: written.when, deeds: this.list(written.do ?? [], [...path, 'do'], within) };
      case 'callback_on_writable':
        return { do: word, of: written.callback_on_writable === 'all' ? 'all' : 'this' };
      case 'again':
      case 'limit':
        return { do: word, times: written[word] };
      case 'rx_flow':
        return { do: word, isOn: written.rx_flow === 'go' };
      case 'close_reason': {
        const reason = written.close_reason!;
        const { code, text = '' } = typeof reason === 'number' ? { code: reason } : reason;
        return { do: word, code, text };
      }
      case 'repeat':
        return this.repeat(written, path, within);
      case 'queue_work':
        return { do: word, deeds: this.list(written.queue_work!, [...path, word], 'work') };
      case 'async':
        return this.task(word, written.async!, path, 'task');
      case 'task':
        return this.task(word, written.task!, path, 'work');
      case 'lock': {
        const lock = written.lock!;
        const { name, timeout = Infinity } = typeof lock === 'string' ? { name: lock } : lock;
        return { do: word, name, timeoutUs: timeout };
      }
      case 'unlock':
        return { do: word, name: written.unlock };
      case 'call': {
        const { to, port = HTTP_PORT, send, receive = 1, timeout = CALL_TIMEOUT_US } = written.call!;
        if (!this.clients.includes(to))
          this.complain([...path, word, 'to'], `there is no client ${to}`, suggestion(to, this.clients));
        const bytes = send === undefined ? new Uint8Array(0) : this.bytes(send, [...path, word, 'send']);
        return { do: word, peer: to, port, send: bytes, receive, timeoutUs: timeout };
      }
      default:
        return { do: word };
    }
  }

  private repeat(written: WrittenDeed, path: ValuePath, within: Within): object {
    const inner = written.do ?? [];
    const times = written.repeat === 'until-failure' ? Infinity : written.repeat;
    if (times === Infinity && inner.length > 0 && !canEnd(inner))
      this.complain(
        [...path, 'repeat'],
        'this loop never ends: nothing in it waits or fails',
        'add a delay, or say how often',
      );
    return { do: 'repeat', times, deeds: this.list(inner, [...path, 'do'], within) };
  }

  private task(
    word: 'async' | 'task',
    { do: inner, task = word, stack = TASK_STACK_BYTES, priority = TASK_PRIORITY }: WrittenAsync,
    path: ValuePath,
    within: Within,
  ): object {
    const deeds = this.list(inner, [...path, word, 'do'], within);
    return { do: word, deeds, task, stackBytes: stack, priority };
  }

  private bytes(written: number | string | WrittenPayload, path: ValuePath): Uint8Array {
    if (typeof written === 'number') return new Uint8Array(written).fill(FILL);
    if (typeof written === 'string') return utf8Bytes(written);
    return new KeyReader(this.document, path, this.problems).payload(written, 'no bytes');
  }

  private complain(path: ValuePath, message: string, hint?: string, code: ErrorCode = 'conflict'): void {
    this.problems.push(diagnosticAt(this.document, path, code, message, hint));
  }
}

function canEnd(deeds: readonly WrittenDeed[]): boolean {
  return deeds.some((deed) => {
    const word = words().find((one) => deed[one] !== undefined);
    if (word === 'repeat' || word === 'when') return canEnd(deed.do ?? []);
    return word !== undefined && CAN_END_A_LOOP.has(word) && (word === 'delay' || deed.on_error !== 'ignore');
  });
}
