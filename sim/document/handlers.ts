/** Handlers that a scenario writes itself (`device.handlers`): what they do, as values; times in µs. */

import type { SourcePlace } from './place.js';

/** Bytes of the device's own, as a handler sends them. */
export type HandlerBytes = Uint8Array;

/** One thing that a handler does. */
export type HandlerDeed = DeedBase &
  (
    | { readonly do: 'log'; readonly text: string; readonly level: 'E' | 'W' | 'I' }
    | { readonly do: 'status' | 'type'; readonly text: string }
    | { readonly do: 'header'; readonly fields: readonly (readonly [name: string, value: string])[] }
    | { readonly do: 'send'; readonly bytes: HandlerBytes }
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
        readonly do: 'async';
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
    | { readonly do: 'close' | 'fail' | 'return' }
  );

interface DeedBase {
  /** What fails does not end the handler. */
  readonly ignoresErrors: boolean;
  readonly place: SourcePlace;
}

/** A URI and what is done for it. */
export interface UriHandler {
  readonly uri: string;
  /** Name of the method: `GET`; `ANY` for all. */
  readonly method: string;
  readonly isWebsocket: boolean;
  readonly handlesControlFrames: boolean;
  readonly subprotocol: string | undefined;
  readonly deeds: readonly HandlerDeed[];
}

/** Name under which the handlers stand among a device's applications. */
export const HANDLERS_APP = 'handlers';
