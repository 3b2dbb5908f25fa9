/**
 * Roles: what a connection currently speaks (`struct lws_role_ops`). The service loop, closing and writing ask the
 * role of a wsi; the type of which wsi.ts says.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from '../io/byte-view.js';
import type { LwsCallbackReason } from '../callback/callback-reasons.js';
import type { CloseStatus } from './close-status.js';
import type { PollSlot } from '../service/poll-slot.js';
import type { LwsWrite } from '../io/write-protocol.js';

/** `lws_handling_result_t`: the wsi goes on, is gone, or is to be closed by the service loop. */
export type PollInResult = 'handled' | 'already-died' | 'please-close-me';

/** `LWS_HP_RET_…`: call the application's writable callback, or don't, or close. */
export type PollOutResult = 'user-service' | 'bail-ok' | 'bail-die';

/** Reasons with which a role calls the application. Undefined: it doesn't. */
export interface RoleReasons {
  readonly adopted: LwsCallbackReason;
  readonly writeable: LwsCallbackReason;
  readonly closed: LwsCallbackReason | undefined;
  readonly bound: LwsCallbackReason;
  readonly unbound: LwsCallbackReason;
}

export interface RoleOf<Wsi> {
  readonly name: 'listen' | 'pipe' | 'h1' | 'ws' | 'raw-skt';
  readonly client: RoleReasons | undefined;
  readonly server: RoleReasons | undefined;
  /** The socket has something: data, a connection, room to send, or an error. */
  handlePollIn(wsi: Wsi, slot: PollSlot): Blocking<PollInResult>;
  /** The socket has room to send. */
  handlePollOut?(wsi: Wsi): Blocking<PollOutResult>;
  /** `lws_write`; a negative result means that the connection is to be closed. */
  write(wsi: Wsi, data: ByteView, how: LwsWrite): Blocking<number>;
  /** Starts a polite close; true when the wsi lives on until that is done. */
  closeViaProtocol?(wsi: Wsi, reason: CloseStatus): boolean;
  /** The connection is dead: frees what the role holds for it. */
  closeRole?(wsi: Wsi): void;
  /** The peer proved to be alive (`confirmed`), or is to be pinged. */
  keepAlive?(wsi: Wsi, confirmed: boolean): void;
}
