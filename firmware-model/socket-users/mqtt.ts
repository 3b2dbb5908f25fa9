/**
 * An MQTT client like esp-mqtt: one TCP connection, kept by PINGREQs, opened again when it is lost.
 *
 * Source: espressif/esp-mqtt, lib/include/mqtt_config.h (keepalive 120 s, reconnect after 10 s, network timeout 10 s, task
 * priority 5), mqtt_client.c (a PINGREQ after half the keepalive).
 * Simplified: CONNECT, then PINGREQs only; no TLS, no subscriptions.
 */

import { US_PER_MS } from '../../sim/kernel/units.js';
import type { Blocking } from '../../sim/kernel/task.js';
import { EWOULDBLOCK } from '../../sim/lwip/core/errno.js';
import type { MqttUser } from '../../sim/document/socket-users.js';
import { connectTo, errnoOf, sendAll, sleepUs, type UserContext } from './user-task.js';

const TAG = 'mqtt_client';
const NETWORK_TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 4;
const KEEP_ALIVE_S = 120;
/** MQTT 3.1.1 section 3.1: CONNECT, clean session, client identifier `esp32`. */
const CONNECT = Uint8Array.of(
  ...[0x10, 17, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, KEEP_ALIVE_S],
  ...[0, 5, 0x65, 0x73, 0x70, 0x33, 0x32],
);
const PINGREQ = Uint8Array.of(0xc0, 0);

/** The task's code. */
export function* mqttTask(context: UserContext, user: MqttUser): Blocking<void> {
  const { sockets, log } = context;
  for (;;) {
    const fd = yield* connectTo(context, TAG, user);
    if (fd >= 0) {
      yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: NETWORK_TIMEOUT_MS });
      if (yield* exchange(context, fd, CONNECT)) {
        log.i(TAG, `connected, fd = ${fd}`);
        yield* keep(context, fd, user);
      }
      log.w(TAG, `connection lost: ${errnoOf(context)}`);
      yield* sockets.close(fd);
    }
    yield* sleepUs(context, user.reconnectUs);
  }
}

/** Pings until one is not answered. A closed connection is noticed at once. */
function* keep(context: UserContext, fd: number, { keepAliveUs }: MqttUser): Blocking<void> {
  const { sockets } = context;
  const idleMs = Math.floor(keepAliveUs / 2 / US_PER_MS);
  const buffer = new Uint8Array(ANSWER_BYTES);
  for (;;) {
    yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: idleMs });
    const count = yield* sockets.recv(fd, buffer, 0, buffer.length);
    if (count === 0 || (count < 0 && errnoOf(context) !== EWOULDBLOCK)) return;
    if (count > 0) continue;
    yield* sockets.setsockopt(fd, { name: 'SO_RCVTIMEO', timeoutMs: NETWORK_TIMEOUT_MS });
    if (!(yield* exchange(context, fd, PINGREQ))) return;
  }
}

function* exchange(context: UserContext, fd: number, packet: Uint8Array): Blocking<boolean> {
  if (!(yield* sendAll(context, fd, packet))) return false;
  const buffer = new Uint8Array(ANSWER_BYTES);
  return (yield* context.sockets.recv(fd, buffer, 0, buffer.length)) > 0;
}
