/**
 * The request in hand (`httpd_req_t` with its internal `httpd_req_aux`).
 *
 * An instance has one of them and uses it for request after request and frame after frame; async requests are copies.
 */

import type { UrlField, UrlRange } from '../http-parser/index.js';
import type { httpd_free_ctx_fn_t } from '../callbacks.js';
import { HTTPD_200, HTTPD_TYPE_TEXT, HTTPD_WS_TYPE_CONTINUE, type httpd_ws_type_t } from '../codes.js';
import type { Heap } from '../server/environment.js';

/** What a request needs of its instance. */
export interface RequestServer {
  readonly env: { readonly heap: Heap };
}

/** What a request needs of the session that it came from. */
export interface RequestSession {
  readonly ctx: unknown;
  readonly freeCtx: httpd_free_ctx_fn_t | undefined;
  /** @internal */
  readonly ignoreCtxChanges: boolean;
}

const MASK_KEY_BYTES = 4;
/** Longest field of a frame header: the 64-bit length. */
const FRAME_FIELD_BYTES = 8;

/** An additional header of the answer. Kept by reference, as the firmware keeps pointers. */
export interface ResponseHeader {
  readonly field: string;
  readonly value: string;
}

/** What the server itself keeps about a request. */
export class RequestAux<Session extends RequestSession> {
  /** The session it came from; `undefined` between requests. */
  session: Session | undefined;
  /** Request text while it is parsed, headers afterwards, then the answer's header block. */
  readonly scratch: Uint8Array;
  /** Bytes of heap behind `scratch`, where it is allocated a request. */
  scratchAllocated = 0;
  /** Bytes of content that nobody has read yet. */
  remainingLength = 0;
  status = HTTPD_200;
  contentType = HTTPD_TYPE_TEXT;
  firstChunkSent = false;
  /** Request headers in `scratch`; 0 again as soon as an answer begins. */
  headerCount = 0;
  responseHeaders: ResponseHeader[] = [];
  /** Parts of the URI. Left over from the last HTTP request while websocket frames are served. */
  urlFields: Readonly<Partial<Record<UrlField, Readonly<UrlRange>>>> = {};
  upgradeRequested = false;
  wsType: httpd_ws_type_t = HTTPD_WS_TYPE_CONTINUE;
  wsFinal = false;
  /** Mask of the last masked frame. */
  readonly maskKey = new Uint8Array(MASK_KEY_BYTES);
  /** Where the fields of a frame header are received, one after the other. */
  readonly field = new Uint8Array(FRAME_FIELD_BYTES);

  constructor(readonly bufferBytes: number) {
    this.scratch = new Uint8Array(bufferBytes);
  }

  /** Back to the values with which every request (or frame) starts. */
  begin(session: Session): void {
    this.session = session;
    this.remainingLength = 0;
    this.status = HTTPD_200;
    this.contentType = HTTPD_TYPE_TEXT;
    this.firstChunkSent = false;
    this.headerCount = 0;
    if (this.responseHeaders.length > 0) this.responseHeaders = [];
    this.upgradeRequested = false;
  }

  /** A copy for an async request. */
  copy(): RequestAux<Session> {
    const copy = new RequestAux<Session>(this.bufferBytes);
    copy.scratchAllocated = this.scratchAllocated;
    copy.session = this.session;
    copy.scratch.set(this.scratch);
    copy.remainingLength = this.remainingLength;
    copy.status = this.status;
    copy.contentType = this.contentType;
    copy.firstChunkSent = this.firstChunkSent;
    copy.headerCount = this.headerCount;
    copy.responseHeaders = [...this.responseHeaders];
    copy.urlFields = this.urlFields;
    copy.upgradeRequested = this.upgradeRequested;
    copy.wsType = this.wsType;
    copy.wsFinal = this.wsFinal;
    copy.maskKey.set(this.maskKey);
    return copy;
  }
}

/** A request as its handler sees it. */
export class RequestOf<Server extends RequestServer, Session extends RequestSession> {
  /** Number of the method; 0 while a websocket frame is handled. */
  method = 0;
  /** Empty while a websocket frame is handled. */
  uri = '';
  /** Bytes of content announced, 0..2^32 - 2. */
  content_len = 0;
  /** From the registration of the URI. */
  user_ctx: unknown;
  /** The session's context; what the handler leaves here becomes the session's. */
  sess_ctx: unknown;
  free_ctx: httpd_free_ctx_fn_t | undefined;
  ignore_sess_ctx_changes = false;

  /** @internal */
  constructor(
    /** The instance it belongs to. */
    readonly handle: Server,
    /** The server's own part: not for handlers. @internal */
    readonly aux: RequestAux<Session>,
  ) {}

  /** The session it came from. @internal */
  get session(): Session {
    return this.aux.session!;
  }

  /** Starts a request or frame of `session`. */
  begin(session: Session): void {
    this.method = 0;
    this.uri = '';
    this.content_len = 0;
    this.user_ctx = undefined;
    this.aux.begin(session);
    this.sess_ctx = session.ctx;
    this.free_ctx = session.freeCtx;
    this.ignore_sess_ctx_changes = session.ignoreCtxChanges;
  }

  /** A copy with an internal part of its own. */
  copy(): RequestOf<Server, Session> {
    const copy = new RequestOf(this.handle, this.aux.copy());
    copy.method = this.method;
    copy.uri = this.uri;
    copy.content_len = this.content_len;
    copy.user_ctx = this.user_ctx;
    copy.sess_ctx = this.sess_ctx;
    copy.free_ctx = this.free_ctx;
    copy.ignore_sess_ctx_changes = this.ignore_sess_ctx_changes;
    return copy;
  }
}

/** Gives back the buffer of a request that has one of its own. */
export function freeScratch(req: RequestOf<RequestServer, RequestSession>): void {
  req.handle.env.heap.free(req.aux.scratchAllocated);
  req.aux.scratchAllocated = 0;
}
