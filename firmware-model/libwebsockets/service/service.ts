/**
 * The service loop: timers, `select` over all sockets, then each socket's events (`lws_service`,
 * lib/plat/freertos/freertos-service.c).
 */

import { FdSet } from '../../../sim/lwip/sockets/socket-api.js';
import type { SpinDetail } from '../../../sim/kernel/kernel.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { callProtocol } from '../callback/callback.js';
import { withFakeWsi } from '../wsi/create-wsi.js';
import { LWS_POLLHUP, LWS_POLLIN, LWS_POLLOUT } from './poll-slot.js';
import { initProtocols } from '../context/protocol-init.js';
import { NOT_POLLED, type LwsContext } from '../wsi/wsi.js';
import { serviceFd } from './service-fd.js';
import { US_PER_MS } from '../../../sim/kernel/units.js';

/** `timeout_ms` below 0 waits as long as this. */
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;
const NO_SERVICE = -1;
/** Rounds at one instant after which the loop counts as stuck. */
const ROUNDS_AT_ONE_INSTANT = 10_000;

/**
 * One round: waits up to `timeout_ms` for something to do and does it. -1 once the context is being destroyed.
 *
 * lws can spin without ever waiting: a connection that still has output to flush and whose FIN is read stays readable.
 * On the device that uses the CPU up until the peer acknowledges; here time stands still, so the run ends.
 */
export function* lws_service(cx: LwsContext, timeout_ms: number): Blocking<number> {
  yield* stopWhenStuck(cx);
  let timeoutUs = (timeout_ms < 0 ? LONGEST_TIMEOUT_MS : timeout_ms) * US_PER_MS;
  yield* askThreadId(cx);
  const bufferedFirst = yield* hasBufferedWork(cx);
  if (bufferedFirst && (yield* serveReady(cx, 0)) === 'no-service') return NO_SERVICE;

  if (timeoutUs > 0) {
    const nextTimerUs = yield* cx.timers.serviceRipe(cx.nowUs());
    if (nextTimerUs > 0 && nextTimerUs < timeoutUs) timeoutUs = nextTimerUs;
  }
  const ready = yield* selectAll(cx, timeoutUs);
  if (ready === 0) return 0;
  return (yield* serveReady(cx, ready)) === 'no-service' ? NO_SERVICE : 0;
}

/** Ends the run as a livelock when the rounds go on and on at one instant. */
function* stopWhenStuck(cx: LwsContext): Blocking<void> {
  const { kernel } = cx.platform;
  const { rounds } = cx;
  if (rounds.atUs !== kernel.nowUs) {
    rounds.atUs = kernel.nowUs;
    rounds.count = 0;
  }
  if (++rounds.count <= ROUNDS_AT_ONE_INSTANT) return;
  const taskName = kernel.current?.name ?? '';
  const on = spinDetail(cx, rounds.fd);
  kernel.livelock = { timeUs: kernel.nowUs, taskName, waitingFor: 'lws_service', switches: rounds.count, on };
  yield* kernel.sleepTicks(1);
}

/** Whose socket stays ready however often it is served. */
function spinDetail(cx: LwsContext, fd: number): SpinDetail {
  const wsi = cx.wsiFor(fd);
  const peer = wsi?.reportPeer;
  const isOwed = wsi !== undefined && !wsi.buflistOut.isEmpty;
  const why = isOwed ? 'its client has ended the stream and output is not acknowledged' : undefined;
  return { fd, client: peer?.name, port: peer?.port, why, sinceUs: why && cx.platform.kernel.nowUs };
}

/** lws asks the application which thread it is on, once. */
function* askThreadId(cx: LwsContext): Blocking<void> {
  const protocol = cx.vhost?.protocols[0];
  if (cx.threadIdKnown || protocol === undefined) return;
  cx.threadIdKnown = true;
  cx.threadId = yield* withFakeWsi(cx, (wsi) => callProtocol(wsi, protocol, 'LWS_CALLBACK_GET_THREAD_ID'));
}

/** Starts the protocols if need be, runs timers; true when some connection has buffered bytes to take in. */
function* hasBufferedWork(cx: LwsContext): Blocking<boolean> {
  if (!cx.protocolInitDone && !(yield* initProtocols(cx))) return false;
  yield* cx.timers.serviceRipe(cx.nowUs());
  return fakeReadable(cx) || pendingRx(cx);
}

/** `lws_tls_fake_POLLIN_for_buffered`: TLS holds bytes of which the sockets know nothing; true when there are any. */
function fakeReadable(cx: LwsContext): boolean {
  let any = false;
  for (const { pollIndex } of cx.tls.withPending) {
    const slot = pollIndex === NOT_POLLED ? undefined : cx.poll[pollIndex];
    if (slot === undefined) continue;
    slot.revents |= slot.events & LWS_POLLIN;
    any ||= (slot.revents & LWS_POLLIN) !== 0;
  }
  return any;
}

function pendingRx(cx: LwsContext): boolean {
  return cx.withPendingRx.some((wsi) => !wsi.isFlowControlled && wsi.state !== 'deferring-action');
}

/** `select` over the poll table; returns how many sockets have events. */
function* selectAll(cx: LwsContext, timeoutUs: number): Blocking<number> {
  const read = new FdSet();
  const write = new FdSet();
  const except = new FdSet();
  let maxFd = 0;
  for (let i = 0; i < cx.pollCount; i++) {
    const slot = cx.poll[i]!;
    slot.revents = 0;
    maxFd = Math.max(maxFd, slot.fd);
    if ((slot.events & LWS_POLLIN) !== 0) read.add(slot.fd);
    if ((slot.events & LWS_POLLOUT) !== 0) write.add(slot.fd);
    except.add(slot.fd);
  }
  cx.insidePoll = true;
  yield* cx.platform.sockets.select(maxFd + 1, read, write, except, selectMs(timeoutUs));
  cx.insidePoll = false;
  let ready = 0;
  const faked = fakeReadable(cx);
  for (let i = 0; i < cx.pollCount; i++) {
    const slot = cx.poll[i]!;
    if (read.has(slot.fd)) slot.revents |= LWS_POLLIN;
    if (write.has(slot.fd)) slot.revents |= LWS_POLLOUT;
    if (except.has(slot.fd)) slot.revents |= LWS_POLLHUP;
    if (slot.revents !== 0) ready++;
  }
  return faked ? Math.max(1, ready) : ready;
}

/** A `struct timeval` as lwIP's select takes it: rounded to milliseconds, at least one unless it is zero. */
function selectMs(timeoutUs: number): number {
  if (timeoutUs === 0) return 0;
  const wholeMs = Math.floor(timeoutUs / US_PER_MS);
  const roundUp = timeoutUs % US_PER_MS >= US_PER_MS / 2 ? 1 : 0;
  return Math.max(1, wholeMs + roundUp);
}

/** Serves every socket with events; all slots are looked at when buffered bytes wait. */
function* serveReady(cx: LwsContext, ready: number): Blocking<'ok' | 'no-service'> {
  let left = pendingRx(cx) || cx.tls.withPending.length > 0 ? -1 : ready;
  for (let i = 0; i < cx.pollCount && left !== 0; i++) {
    const slot = cx.poll[i]!;
    if (slot.revents === 0) continue;
    left--;
    cx.rounds.fd = slot.fd;
    const outcome = yield* serviceFd(cx, slot);
    if (outcome === 'no-service') return 'no-service';
    // another socket may have moved into this slot
    if (outcome === 'closed') i--;
  }
  return 'ok';
}
