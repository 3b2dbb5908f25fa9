/**
 * A slot of the session table (`struct sock_db`): one client's socket and what the server keeps about it.
 *
 * Slots outlive their sessions: work that was queued for a session finds whatever the slot holds by then, as in the
 * firmware, which passes the slot's address around.
 */

import type { Lifecycle, LifecycleRegistry } from '../../../sim/kernel/lifecycle.js';
import type { HandlerOf, httpd_free_ctx_fn_t, PendingOf, TransferOf } from '../callbacks.js';
import { SESSION_LIFECYCLE, type SessionEvent, type SessionState } from './session.table.js';
import {
  WEBSOCKET_LIFECYCLE,
  type WebsocketEvent,
  type WebsocketState,
} from '../websocket/websocket.table.js';

/** Bytes that can be put back to be received again; also the size of the blocks in which requests are read. */
export const PARSER_BLOCK_SIZE = 128;

/** No socket in this slot. */
export const FREE_SLOT = -1;

/** A slot of an instance; handlers are those of its requests. */
export class SessionSlot<Server, Request> {
  fd = FREE_SLOT;
  /** Application's session context; `undefined` is NULL. */
  ctx: unknown;
  freeCtx: httpd_free_ctx_fn_t | undefined;
  /** @internal */
  ignoreCtxChanges = false;
  /** @internal */
  transportCtx: unknown;
  /** @internal */
  freeTransportCtx: httpd_free_ctx_fn_t | undefined;
  /** Overrides; `undefined` is the plain socket function. @internal */
  sendOverride: TransferOf<Server> | undefined;
  /** @internal */
  recvOverride: TransferOf<Server> | undefined;
  /** @internal */
  pendingOverride: PendingOf<Server> | undefined;
  /** When it was last served, in served requests of the instance; 0 for never. @internal */
  lruCounter = 0;
  /** Chosen to make room; told apart because a counter of 0 looks like an ended session. @internal */
  lruVictim = false;
  /** Client and port, for reports. @internal */
  peer = '';
  /** @internal */
  peerPort = 0;
  /** When it was opened. @internal */
  sinceUs = 0;
  /** Why it is being closed, for reports. @internal */
  closeReason: string | undefined;
  /** Status of the error page that the request in hand was answered with, for reports. @internal */
  errorAnswered: string | undefined;
  /** Something has been sent on it since a handler was found for what came, for reports. @internal */
  hasSent = false;
  /** The newest recv() on it failed: since when, and with which errno, for reports. @internal */
  receiveError: { readonly sinceUs: number; readonly errno: number } | undefined;
  /** Bytes put back, right-aligned: the last `pendingLength` of the buffer. @internal */
  readonly pendingData = new Uint8Array(PARSER_BLOCK_SIZE);
  /** @internal */
  pendingLength = 0;
  /** @internal */
  wsHandler: HandlerOf<Request> | undefined;
  /** @internal */
  wsControlFrames = false;
  /** @internal */
  wsUserCtx: unknown;
  /** Order of acceptance among all sessions of the instance, from 1. @internal */
  acceptOrder = 0;

  private lifecycle: Lifecycle<SessionState, SessionEvent> | undefined;
  private websocket: Lifecycle<WebsocketState, WebsocketEvent> | undefined;

  /** `closed` for a slot that was never used, too. */
  get state(): SessionState {
    return this.lifecycle === undefined ? 'closed' : this.lifecycle.state;
  }

  /** `undefined` as long as no handshake has been answered in this slot's present (or last) session. */
  get websocketState(): WebsocketState | undefined {
    return this.websocket?.state;
  }

  /** The handshake is done; stays true when the websocket closes, until the slot is used again. */
  get isWebsocket(): boolean {
    return this.websocket !== undefined;
  }

  /** A CLOSE frame (or a broken connection) has been seen. */
  get websocketClosing(): boolean {
    return this.websocket !== undefined && this.websocket.state !== 'open';
  }

  /** An async request has it: not to be read, not to be purged. */
  get isLent(): boolean {
    const state = this.state;
    return state === 'lent' || state === 'lent-closing';
  }

  /** Takes a new connection into the slot, all values cleared. @internal */
  begin(fd: number, acceptOrder: number, lifecycles: LifecycleRegistry): void {
    this.fd = fd;
    this.ctx = undefined;
    this.freeCtx = undefined;
    this.ignoreCtxChanges = false;
    this.transportCtx = undefined;
    this.freeTransportCtx = undefined;
    this.sendOverride = undefined;
    this.recvOverride = undefined;
    this.pendingOverride = undefined;
    this.lruCounter = 0;
    this.lruVictim = false;
    this.closeReason = undefined;
    this.receiveError = undefined;
    this.errorAnswered = undefined;
    this.pendingLength = 0;
    this.wsHandler = undefined;
    this.wsControlFrames = false;
    this.wsUserCtx = undefined;
    this.acceptOrder = acceptOrder;
    this.websocket = undefined;
    this.lifecycle = lifecycles.start(SESSION_LIFECYCLE, `fd ${fd}`);
  }

  /** Tells the session's machine of a change. @internal */
  note(event: Exclude<SessionEvent, 'delete'>): void {
    this.lifecycle?.send(event);
  }

  /** The handshake has been answered. @internal */
  beginWebsocket(lifecycles: LifecycleRegistry): void {
    this.websocket = lifecycles.start(WEBSOCKET_LIFECYCLE, `fd ${this.fd}`);
  }

  /** A CLOSE frame came, or the connection broke. @internal */
  websocketCloseReceived(): void {
    this.websocket?.send('close-received');
  }

  /** The session is over. The slot keeps its last values, as the firmware's memory does. @internal */
  end(): void {
    this.fd = FREE_SLOT;
    if (this.lifecycle !== undefined) {
      this.lifecycle.send('delete');
      this.lifecycle.end();
    }
    if (this.websocket !== undefined) {
      this.websocket.send('session-deleted');
      this.websocket.end();
    }
  }
}
