/** `device.handlers` from the file's form to the device's, and what is wrong with them. */

import { utf8Bytes } from '../../codec/bytes.js';
import { HTTP_PORT } from '../../wire/ports.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import type { ScenarioDocument } from '../../document/document.js';
import { us } from '../../document/duration.js';
import type { HandlerDeed, UriHandler } from '../../document/handlers.js';
import { KeyReader } from '../../document/key-reader.js';
import type { ValuePath } from '../../document/place.js';
import { suggestion } from '../../document/suggest.js';
import type { WrittenPayload } from '../../document/payload/schema.js';
import { deedKeys, type DeedWord, type WrittenDeed, type WrittenHandlers } from './schema-handlers.js';

const WORDS = Object.keys(deedKeys) as DeedWord[];
const TASK_STACK_BYTES = 4096;
const TASK_PRIORITY = 5;
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
/** Deeds that can wait or fail: without one of them a loop never ends. */
const CAN_END_A_LOOP: ReadonlySet<DeedWord> = new Set([
  'send',
  'chunk',
  'recv',
  'ws_recv',
  'ws_send',
  'delay',
  'compute',
  'lock',
  'call',
  'fail',
  'return',
  'queue_work',
  'alloc',
  'close',
]);

/** Where deeds stand. */
type Within = 'request' | 'frame' | 'work' | 'task';

/** The handlers, and the complaints about them. */
export function normalizeHandlers(
  written: WrittenHandlers,
  clients: readonly string[],
  document: ScenarioDocument,
  problems: Diagnostic[],
): readonly UriHandler[] {
  return written.map((handler, index) => {
    const path = ['device', 'handlers', index];
    const {
      uri,
      websocket: isWebsocket = false,
      method = 'GET',
      control_frames: control,
      subprotocol,
    } = handler;
    if (!isWebsocket) {
      for (const key of ['control_frames', 'subprotocol'] as const) {
        if (handler[key] === undefined) continue;
        problems.push(
          diagnosticAt(
            document,
            [...path, key],
            'conflict',
            `${key} goes with websocket: true`,
            undefined,
            'key',
          ),
        );
      }
    }
    const within = isWebsocket ? 'frame' : 'request';
    const deeds = new DeedReader(clients, document, problems).list(handler.do, [...path, 'do'], within);
    return { uri, method, isWebsocket, handlesControlFrames: control ?? false, subprotocol, deeds };
  });
}

class DeedReader {
  constructor(
    private readonly clients: readonly string[],
    private readonly document: ScenarioDocument,
    private readonly problems: Diagnostic[],
  ) {}

  list(written: readonly WrittenDeed[], path: ValuePath, within: Within): HandlerDeed[] {
    return written.flatMap((deed, index) => this.deed(deed, [...path, index], within) ?? []);
  }

  private deed(written: WrittenDeed, path: ValuePath, within: Within): HandlerDeed | undefined {
    const [word, second] = WORDS.filter((one) => written[one] !== undefined);
    if (word === undefined || second !== undefined) {
      const message = word === undefined ? 'a deed without a word' : `${word} and ${second} in one deed`;
      this.complain(path, message, word === undefined ? `one of ${WORDS.join(', ')}` : 'make two of it');
      return undefined;
    }
    this.check(word, written, path, within);
    const { place } = new KeyReader(this.document, path, this.problems);
    const base = { ignoresErrors: written.on_error === 'ignore', place };
    return { ...base, ...this.read(word, written, path, within) } as HandlerDeed;
  }

  private check(word: DeedWord, written: WrittenDeed, path: ValuePath, within: Within): void {
    if (within === 'work' && OF_A_REQUEST.has(word))
      this.complain([...path, word], `${word} in queued work, which has no request`, 'async keeps one');
    if (within === 'frame' && OF_AN_ANSWER.has(word))
      this.complain(
        [...path, word],
        `${word} answers a request, and this is a websocket`,
        'ws_recv, ws_send',
      );
    if (within === 'request' && word === 'ws_recv')
      this.complain([...path, word], 'ws_recv goes with websocket: true');
    if (within === 'task' && (word === 'async' || word === 'ws_recv'))
      this.complain([...path, word], `${word} in a task that answers a request already`);
    if ((written.do !== undefined) !== (word === 'repeat'))
      this.complain(
        [...path, written.do === undefined ? word : 'do'],
        'do goes with repeat, and repeat with do',
      );
    if (written.to !== undefined && word !== 'ws_send')
      this.complain([...path, 'to'], 'to goes with ws_send');
  }

  private read(word: DeedWord, written: WrittenDeed, path: ValuePath, within: Within): object {
    switch (word) {
      case 'log': {
        const line = written.log!;
        return typeof line === 'string' ? { do: 'log', text: line, level: 'I' } : { do: 'log', ...line };
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
        return { do: word, bytes: this.bytes(written.send!, [...path, word]) };
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
        return { do: word, us: written[word] };
      case 'alloc':
        return { do: word, bytes: written.alloc };
      case 'repeat':
        return this.repeat(written, path, within);
      case 'queue_work':
        return { do: word, deeds: this.list(written.queue_work!, [...path, word], 'work') };
      case 'async':
        return this.async(written, path);
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

  private async(written: WrittenDeed, path: ValuePath): object {
    const { do: inner, task = 'async', stack = TASK_STACK_BYTES, priority = TASK_PRIORITY } = written.async!;
    return {
      do: 'async',
      deeds: this.list(inner, [...path, 'async', 'do'], 'task'),
      ...{ task, stackBytes: stack, priority },
    };
  }

  private bytes(written: number | string | WrittenPayload, path: ValuePath): Uint8Array {
    if (typeof written === 'number') return new Uint8Array(written).fill(FILL);
    if (typeof written === 'string') return utf8Bytes(written);
    return new KeyReader(this.document, path, this.problems).payload(written, 'no bytes');
  }

  private complain(path: ValuePath, message: string, hint?: string): void {
    this.problems.push(diagnosticAt(this.document, path, 'conflict', message, hint));
  }
}

function canEnd(deeds: readonly WrittenDeed[]): boolean {
  return deeds.some((deed) => {
    const word = WORDS.find((one) => deed[one] !== undefined);
    if (word === 'repeat') return canEnd(deed.do ?? []);
    return word !== undefined && CAN_END_A_LOOP.has(word) && (word === 'delay' || deed.on_error !== 'ignore');
  });
}
