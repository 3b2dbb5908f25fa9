/** Finding the session of a socket. Source: httpd_sess.c, httpd_sess_get semantics. */

import type { httpd_handle_t } from '../api-types.js';
import { crashIfDeleted } from './freed-memory.js';
import type { HttpServer, Session } from '../server/server.js';

/** The session with this socket; within a request the request's own, without a search. */
export function findSession(server: httpd_handle_t, sockfd: number): Session | undefined {
  if (server === undefined) return undefined;
  crashIfDeleted(server);
  const inHand = server.request.aux.session;
  if (inHand !== undefined && inHand.fd === sockfd) return inHand;
  return findByFd(server, sockfd);
}

/** The first slot with this socket. */
export function findByFd(server: HttpServer, sockfd: number): Session | undefined {
  for (const session of server.sessions) if (session.fd === sockfd) return session;
  return undefined;
}
