/**
 * Contexts of sessions and instances, and who frees them.
 *
 * Source: httpd_sess.c: httpd_sess_get_ctx and its kin, httpd_sess_free_ctx. A context without a free function would
 * go through free(): the model cannot know its size, so an application that cares gives a free function.
 */

import type { httpd_free_ctx_fn_t, httpd_handle_t } from '../api-types.js';
import type { Session } from '../server/server.js';
import { findSession } from './session-lookup.js';

/** Frees a context, if there is one. */
export function freeContext(ctx: unknown, free: httpd_free_ctx_fn_t | undefined): void {
  if (ctx !== undefined) free?.(ctx);
}

/** Frees what a session holds, when it ends. */
export function clearContexts(session: Session): void {
  if (session.ctx !== undefined) {
    freeContext(session.ctx, session.freeCtx);
    session.ctx = undefined;
    session.freeCtx = undefined;
  }
  if (session.transportCtx !== undefined) {
    freeContext(session.transportCtx, session.freeTransportCtx);
    session.transportCtx = undefined;
    session.freeTransportCtx = undefined;
  }
}

/** Context of a session: within its own request, the request's. */
export function httpd_sess_get_ctx(handle: httpd_handle_t, sockfd: number): unknown {
  const session = findSession(handle, sockfd);
  if (handle === undefined || session === undefined) return undefined;
  return handle.request.aux.session === session ? handle.request.sess_ctx : session.ctx;
}

/** Sets the context of a session, freeing the one before. */
export function httpd_sess_set_ctx(
  handle: httpd_handle_t,
  sockfd: number,
  ctx: unknown,
  free_fn?: httpd_free_ctx_fn_t,
): void {
  const session = findSession(handle, sockfd);
  if (handle === undefined || session === undefined) return;
  const { request } = handle;
  if (request.aux.session === session) {
    if (request.sess_ctx !== ctx) {
      // What the session itself holds is freed when the request ends.
      if (session.ctx !== request.sess_ctx) freeContext(request.sess_ctx, request.free_ctx);
      request.sess_ctx = ctx;
    }
    request.free_ctx = free_fn;
    return;
  }
  if (session.ctx !== ctx) {
    freeContext(session.ctx, session.freeCtx);
    session.ctx = ctx;
  }
  session.freeCtx = free_fn;
}

/** Transport context of a session (a TLS connection, say). */
export function httpd_sess_get_transport_ctx(handle: httpd_handle_t, sockfd: number): unknown {
  return findSession(handle, sockfd)?.transportCtx;
}

/** Sets the transport context of a session, freeing the one before. */
export function httpd_sess_set_transport_ctx(
  handle: httpd_handle_t,
  sockfd: number,
  ctx: unknown,
  free_fn?: httpd_free_ctx_fn_t,
): void {
  const session = findSession(handle, sockfd);
  if (session === undefined) return;
  if (session.transportCtx !== ctx) {
    freeContext(session.transportCtx, session.freeTransportCtx);
    session.transportCtx = ctx;
  }
  session.freeTransportCtx = free_fn;
}

/** The instance's user context, from its configuration. */
export function httpd_get_global_user_ctx(handle: NonNullable<httpd_handle_t>): unknown {
  return handle.config.global_user_ctx;
}

/** The instance's transport context, from its configuration. */
export function httpd_get_global_transport_ctx(handle: NonNullable<httpd_handle_t>): unknown {
  return handle.config.global_transport_ctx;
}
