/** Handlers that a scenario writes itself (`device.handlers`): what they do, as values; times in µs. */

import type { SourcePlace } from './place.js';

/** Bytes of the device's own, as a handler sends them. */
export type HandlerBytes = Uint8Array;

/** One thing that a handler does. */
export type HandlerDeed = DeedBase &
  (
    | { readonly do: 'log'; readonly text: string; readonly level: 'E' | 'W' | 'I'; readonly tag?: string }
    | { readonly do: 'status' | 'type'; readonly text: string }
    | { readonly do: 'header'; readonly fields: readonly (readonly [name: string, value: string])[] }
    | { readonly do: 'send' | 'socket_send'; readonly bytes: HandlerBytes }
    /** `undefined`: the end of a chunked answer. */
    | { readonly do: 'chunk'; readonly bytes: HandlerBytes | undefined }
    | { readonly do: 'error'; readonly status: number }
    /** `Infinity`: the whole body. */
    | { readonly do: 'recv'; readonly bytes: number }
    | { readonly do: 'ws_recv' }
    /** `undefined`: the frame that was received. */
    | { readonly do: 'ws_send'; readonly bytes: HandlerBytes | undefined; readonly to: 'one' | 'all' }
    | { readonly do: 'delay' | 'compute'; readonly us: number }
    /** `Infinity`: until something fails. */
    | { readonly do: 'repeat'; readonly times: number; readonly deeds: readonly HandlerDeed[] }
    | { readonly do: 'queue_work'; readonly deeds: readonly HandlerDeed[] }
    | {
        readonly do: 'async' | 'task';
        readonly deeds: readonly HandlerDeed[];
        readonly task: string;
        readonly stackBytes: number;
        readonly priority: number;
      }
    | { readonly do: 'alloc' | 'free'; readonly bytes: number }
    | { readonly do: 'lock'; readonly name: string; readonly timeoutUs: number }
    | { readonly do: 'unlock'; readonly name: string }
    | {
        readonly do: 'call';
        readonly peer: string;
        readonly port: number;
        readonly send: HandlerBytes;
        readonly receive: number;
        readonly timeoutUs: number;
      }
    | { readonly do: 'close_fd'; readonly fd: number }
    | { readonly do: 'set'; readonly name: string }
    | { readonly do: 'when'; readonly name: string; readonly deeds: readonly HandlerDeed[] }
    | { readonly do: 'callback_on_writable'; readonly of: 'this' | 'all' }
    | { readonly do: 'again' | 'limit'; readonly times: number }
    | { readonly do: 'timer'; readonly us: number }
    | { readonly do: 'rx_flow'; readonly isOn: boolean }
    | { readonly do: 'close_reason'; readonly code: number; readonly text: string }
    | { readonly do: 'close' | 'fail' | 'return' | 'cancel_service' }
  );

interface DeedBase {
  /** What fails does not end the handler. */
  readonly ignoresErrors: boolean;
  readonly place: SourcePlace;
}

/** Callbacks of libwebsockets besides that for the request or the frame. */
export type OwnCallback =
  | 'filter'
  | 'body'
  | 'body_completion'
  | 'established'
  | 'pong'
  | 'writeable'
  | 'timer'
  | 'peer_close'
  | 'closed'
  | 'init'
  | 'filter_network'
  | 'wait_cancelled'
  | 'loop';

/** A URI and what is done for it; with libwebsockets also a websocket's protocol, or the program itself. */
export interface UriHandler {
  /** `undefined` with libwebsockets for a websocket and for the program. */
  readonly uri: string | undefined;
  /** Name of the method: `GET`; `ANY` for all. */
  readonly method: string;
  readonly isWebsocket: boolean;
  readonly handlesControlFrames: boolean;
  readonly subprotocol: string | undefined;
  readonly deeds: readonly HandlerDeed[];
  readonly callbacks: Readonly<Partial<Record<OwnCallback, readonly HandlerDeed[]>>>;
  /** Of the protocol of a websocket; absent: the program's. */
  readonly rxBufferBytes?: number | undefined;
  readonly txPacketBytes?: number | undefined;
}

/** A task beside the server. */
export interface OwnTask {
  readonly name: string;
  readonly priority: number;
  readonly stackBytes: number;
  readonly deeds: readonly HandlerDeed[];
}

/** What a scenario writes itself of its firmware. */
export interface OwnFirmware {
  readonly handlers: readonly UriHandler[];
  readonly tasks: readonly OwnTask[];
}

/** Name under which the handlers stand among a device's applications. */
export const HANDLERS_APP = 'handlers';
