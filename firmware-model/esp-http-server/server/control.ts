/**
 * The control socket: work for the server task travels as datagrams over the loopback interface.
 *
 * Its mailbox holds CONFIG_LWIP_UDP_RECVMBOX_SIZE messages. What comes on top is lost without a word, and the sender is
 * told ESP_OK; releases that reserve a place first (`reservesControlSlot`) refuse it. Source: httpd_main.c: httpd_queue_work, httpd_process_ctrl_msg; util/ctrl_sock.c; httpd_sess.c:
 * httpd_sess_trigger_close.
 */

import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import { FOREVER, type Blocking } from '../../../sim/kernel/task.js';
import { LOOPBACK_IP } from '../../../sim/wire/segment.js';
import type { httpd_handle_t, httpd_work_fn_t } from '../api-types.js';
import { ESP_ERR_INVALID_ARG, ESP_ERR_NOT_FOUND, ESP_FAIL, ESP_OK, type esp_err_t } from '../esp-err.js';
import { crashIfDeleted } from '../session/freed-memory.js';
import type { HttpServer, Session } from './server.js';
import { findSession } from '../session/session-lookup.js';
import { deleteAndClose } from '../session/session-table.js';
import { CONTROL_MESSAGE_BYTES } from './sizes.js';
import { errnoOf } from '../answer/socket-error.js';

const TAG = 'httpd';

/** What the control socket carries. */
type ControlMessage =
  | { readonly kind: 'shutdown' }
  /** HTTPD_CTRL_MAX: only ends the server's select(). */
  | { readonly kind: 'wake' }
  | { readonly kind: 'work'; readonly work: httpd_work_fn_t<never>; readonly arg: unknown };

const SHUTDOWN: ControlMessage = { kind: 'shutdown' };
const WAKE: ControlMessage = { kind: 'wake' };

function sendControl(server: HttpServer, value: ControlMessage): Blocking<number> {
  const { sockets } = server.env;
  const to = { ip: LOOPBACK_IP, port: server.config.ctrl_port };
  return sockets.sendto(server.messageFd, { length: CONTROL_MESSAGE_BYTES, value }, to);
}

/**
 * Has the server task call `work(arg)`. ESP_OK says only that the message was sent; it may still be lost (see above),
 * unless CONFIG_HTTPD_QUEUE_WORK_BLOCKING makes the caller wait for room, or the release refuses without room.
 * ESP_ERR_INVALID_ARG, ESP_FAIL.
 */
export function* httpd_queue_work<T>(
  handle: httpd_handle_t,
  work: httpd_work_fn_t<T>,
  arg: T,
): Blocking<esp_err_t> {
  if (handle === undefined) return ESP_ERR_INVALID_ARG;
  crashIfDeleted(handle);
  const { log, kconfig } = handle.env;
  const semaphore = handle.controlSemaphore;
  const waitTicks = kconfig.CONFIG_HTTPD_QUEUE_WORK_BLOCKING ? FOREVER : 0;
  if (semaphore !== undefined && !(yield* semaphore.take(waitTicks))) {
    log.w(TAG, 'httpd_queue_work: ctrl socket queue full, work not queued');
    return ESP_FAIL;
  }
  if ((yield* sendControl(handle, { kind: 'work', work, arg })) >= 0) return ESP_OK;
  log.w(TAG, 'httpd_queue_work: failed to queue work');
  if (semaphore !== undefined) yield* semaphore.giveAndYield();
  return ESP_FAIL;
}

/** Tells the server task to stop; a negative number when that could not be sent. */
export function sendShutdown(server: HttpServer): Blocking<number> {
  return sendReserved(server, SHUTDOWN);
}

/** Ends the server task's select(); a negative number when that could not be sent. */
export function sendWake(server: HttpServer): Blocking<number> {
  return sendReserved(server, WAKE);
}

/** Sends a message of the server's own; releases that reserve places wait for one. */
function* sendReserved(server: HttpServer, message: ControlMessage): Blocking<number> {
  const semaphore = server.env.firmware.reservesControlSlot ? server.controlSemaphore : undefined;
  if (semaphore !== undefined) yield* semaphore.take(FOREVER);
  const sent = yield* sendControl(server, message);
  if (sent < 0 && semaphore !== undefined) yield* semaphore.giveAndYield();
  return sent;
}

/** Receives one control message and does what it says. */
export function* processControlMessage(server: HttpServer): Blocking<void> {
  const { env } = server;
  const { log, sockets } = env;
  const datagram = yield* sockets.recvDatagram(server.controlFd);
  if (datagram === undefined || datagram.length === 0) {
    log.w(TAG, 'httpd_process_ctrl_msg: error in recv (%d)', errnoOf(env));
  } else if (datagram.length !== CONTROL_MESSAGE_BYTES) {
    log.w(TAG, 'httpd_process_ctrl_msg: incomplete msg');
  } else {
    yield* obey(server, datagram.value as ControlMessage);
  }
  if (server.controlSemaphore !== undefined) yield* server.controlSemaphore.giveAndYield();
}

function* obey(server: HttpServer, message: ControlMessage): Blocking<void> {
  const { log } = server.env;
  if (message.kind === 'shutdown') {
    if (log.debug) log.d(TAG, 'httpd_process_ctrl_msg: shutdown');
    server.note('shutdown');
    return;
  }
  if (message.kind === 'wake') return;
  if (log.debug) log.d(TAG, 'httpd_process_ctrl_msg: work');
  yield* message.work(message.arg as never);
}

/** Work: ends the session that a slot holds by now. */
function* closeSession(slot: { readonly server: HttpServer; readonly session: Session }): Blocking<void> {
  const { server, session } = slot;
  if (session.lruCounter === 0 && !session.lruVictim) {
    const { log } = server.env;
    if (log.debug) {
      log.d('httpd_sess', 'Skipping session close for %d as it seems to be a race condition', session.fd);
    }
    return;
  }
  session.lruVictim = false;
  session.closeReason ??= session.websocketClosing
    ? ESP_CLOSE_REASONS.closeFrame
    : ESP_CLOSE_REASONS.triggered;
  yield* deleteAndClose(server, session);
}

/** Queues the end of a session. */
export function* queueClose(server: HttpServer, session: Session): Blocking<esp_err_t> {
  session.note('close-queued');
  return yield* httpd_queue_work(server, closeSession, { server, session });
}

/** Ends a session, later, in the server task. ESP_ERR_NOT_FOUND without such a session. */
export function* httpd_sess_trigger_close(handle: httpd_handle_t, sockfd: number): Blocking<esp_err_t> {
  const session = findSession(handle, sockfd);
  if (handle === undefined || session === undefined) return ESP_ERR_NOT_FOUND;
  return yield* queueClose(handle, session);
}
