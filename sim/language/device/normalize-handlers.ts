/** `device.handlers` and `device.tasks` from the file's form to the device's, and what is wrong with them. */

import type { Diagnostic } from '../../document/diagnostic.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import type { HandlerDeed, OwnCallback, OwnTask, UriHandler } from '../../document/handlers.js';
import type { EntryPart, ValuePath } from '../../document/place.js';
import {
  DeedReader,
  TASK_PRIORITY,
  TASK_STACK_BYTES,
  type DeedSurroundings,
  type Within,
} from './normalize-deeds.js';
import {
  HTTP_CALLBACKS,
  PROGRAM_CALLBACKS,
  WEBSOCKET_CALLBACKS,
  type CallbackKey,
  type WrittenDeed,
  type WrittenHandlers,
  type WrittenTasks,
} from './schema-handlers.js';

type WrittenHandler = WrittenHandlers[number];

/** The handlers; complaints about them are added to the problems. */
export function normalizeHandlers(
  written: WrittenHandlers,
  surroundings: DeedSurroundings,
): readonly UriHandler[] {
  const reader = new HandlerReader(surroundings);
  return written.map((handler, index) => reader.handler(handler, ['device', 'handlers', index]));
}

/** The tasks; complaints about them are added to the problems. */
export function normalizeTasks(written: WrittenTasks, surroundings: DeedSurroundings): readonly OwnTask[] {
  const deeds = new DeedReader(surroundings);
  return written.map(({ name, priority = TASK_PRIORITY, stack = TASK_STACK_BYTES, do: list }, index) => ({
    name,
    priority,
    stackBytes: stack,
    deeds: deeds.list(list, ['device', 'tasks', index, 'do'], 'own-task'),
  }));
}

/** What kind of handler an entry is. */
type Kind = 'request' | 'websocket' | 'program';

const CALLBACKS_OF: Readonly<Record<Kind, readonly CallbackKey[]>> = {
  request: HTTP_CALLBACKS,
  websocket: WEBSOCKET_CALLBACKS,
  program: PROGRAM_CALLBACKS,
};

const WITH_A_CONNECTION: Readonly<Record<Exclude<Kind, 'program'>, Within>> = {
  request: 'request',
  websocket: 'websocket',
};

class HandlerReader {
  private readonly problems: Diagnostic[];
  private readonly deeds: DeedReader;
  private readonly isLws: boolean;
  /** What earlier entries are for. */
  private readonly taken = new Set<string>();

  constructor(private readonly surroundings: DeedSurroundings) {
    this.problems = surroundings.problems;
    this.deeds = new DeedReader(surroundings);
    this.isLws = surroundings.profile.family === 'libwebsockets';
  }

  handler(written: WrittenHandler, path: ValuePath): UriHandler {
    const { uri, websocket: isWebsocket = false, method = 'GET', subprotocol } = written;
    const kind: Kind = isWebsocket
      ? 'websocket'
      : this.isLws && uri === undefined && written.do === undefined
        ? 'program'
        : 'request';
    for (const key of ['on', 'rx_buffer_size', 'tx_packet_size', 'control_frames'] as const)
      if (written[key] !== undefined) this.deeds.isMissing(key, [...path, key]);
    if (written.method !== undefined) this.deeds.isMissing(method, [...path, 'method']);
    this.checkKeys(written, path, kind);
    const { first, rest } = this.requestDeeds(written, path, kind);
    return {
      uri,
      method,
      isWebsocket,
      subprotocol,
      handlesControlFrames: written.control_frames ?? false,
      deeds: first,
      callbacks: { ...this.callbacks(written, path, kind), ...(rest && { body_completion: rest }) },
      rxBufferBytes: written.rx_buffer_size,
      txPacketBytes: written.tx_packet_size,
    };
  }

  private checkKeys(written: WrittenHandler, path: ValuePath, kind: Kind): void {
    if (kind !== 'websocket') {
      for (const key of ['control_frames', 'subprotocol', 'rx_buffer_size', 'tx_packet_size'] as const)
        if (written[key] !== undefined)
          this.complain([...path, key], `${key} goes with websocket: true`, undefined, 'key');
    }
    if (!this.isLws) {
      if (written.uri === undefined) this.missing(path, 'uri');
      if (written.do === undefined) this.missing(path, 'do');
      return;
    }
    if (kind === 'websocket' && written.uri !== undefined)
      this.complain(
        [...path, 'uri'],
        'libwebsockets chooses a websocket by its subprotocol, whatever its URI',
        'leave out uri; subprotocol: NAME, or none for clients that ask for none',
        'key',
      );
    if (kind === 'request' && written.uri === undefined) this.missing(path, 'uri');
    if (written.do === undefined && written.on === undefined) this.missing(path, 'do');
    if (kind !== 'program') this.once(written, path, kind);
  }

  /** With libwebsockets the first that fits is called, and a second one never. */
  private once(written: WrittenHandler, path: ValuePath, kind: Kind): void {
    const { uri = '', method = 'GET', subprotocol } = written;
    const name =
      kind === 'request'
        ? `${method} ${uri}`
        : subprotocol === undefined
          ? 'a websocket without subprotocol'
          : `the websocket ${subprotocol}`;
    if (this.taken.has(name)) this.complain(path, `${name} stands twice`);
    this.taken.add(name);
  }

  /** `do`, and what of it waits for the body: libwebsockets has a callback for that. */
  private requestDeeds(
    { do: written = [], method, on }: WrittenHandler,
    path: ValuePath,
    kind: Kind,
  ): { readonly first: readonly HandlerDeed[]; readonly rest?: readonly HandlerDeed[] } {
    const here = [...path, 'do'];
    const at = written.findIndex(({ recv }) => recv === 'all');
    if (!this.isLws || kind !== 'request' || at < 0)
      return { first: this.deeds.list(written, here, kind === 'websocket' ? 'frame' : 'request') };
    if (method === undefined || method === 'GET' || method === 'HEAD')
      this.complain(
        [...here, at, 'recv'],
        'a request of this method has no body for libwebsockets: what follows would never be done',
        'method: POST',
      );
    if (on?.body_completion !== undefined)
      this.complain(
        [...path, 'on', 'body_completion'],
        'recv: all says what is done when the body is complete',
        'one of the two',
        'key',
      );
    const list = (part: readonly WrittenDeed[], from: number): readonly HandlerDeed[] =>
      this.deeds.list(part, here, 'request', from);
    return { first: list(written.slice(0, at), 0), rest: list(written.slice(at + 1), at + 1) };
  }

  private callbacks({ on = {} }: WrittenHandler, path: ValuePath, kind: Kind): UriHandler['callbacks'] {
    const read: Partial<Record<OwnCallback, readonly HandlerDeed[]>> = {};
    for (const key of Object.keys(on) as CallbackKey[]) {
      const list = on[key];
      const here = [...path, 'on', key];
      if (list === undefined) continue;
      if (!CALLBACKS_OF[kind].includes(key)) {
        const whose = kind === 'program' ? 'the program' : kind === 'request' ? 'a request' : 'a websocket';
        this.complain(here, `${key} is no callback of ${whose}`, CALLBACKS_OF[kind].join(', '), 'key');
      } else {
        read[key] = this.deeds.list(list, here, withinOf(kind, key));
      }
    }
    return read;
  }

  private missing(path: ValuePath, key: string): void {
    const { document } = this.surroundings;
    this.problems.push(diagnosticAt(document, path, 'missing-key', `${key} is missing`));
  }

  private complain(path: ValuePath, message: string, hint?: string, part?: EntryPart): void {
    const { document } = this.surroundings;
    this.problems.push(diagnosticAt(document, path, 'conflict', message, hint, part));
  }
}

function withinOf(kind: Kind, key: CallbackKey): Within {
  if (kind === 'program') return 'program';
  return key === 'closed' ? 'ended' : WITH_A_CONNECTION[kind];
}
