/** Calling the application's protocol callback, with the `cb` and `cbret` records of the trace. */

import { latin1Text } from '../../../sim/codec/latin1.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { LwsCallbackReason } from './callback-reasons.js';
import { isBytes, type CallbackInput } from '../context/protocol.js';
import { applyRxFlowControl } from '../io/rx-flow.js';
import type { LwsWsi, LwsProtocol } from '../wsi/wsi.js';

/** Reasons whose `in` is text or payload, and is traced. */
const TRACED_INPUT: ReadonlySet<LwsCallbackReason> = new Set([
  'LWS_CALLBACK_HTTP',
  'LWS_CALLBACK_FILTER_HTTP_CONNECTION',
  'LWS_CALLBACK_HTTP_BODY',
  'LWS_CALLBACK_RECEIVE',
  'LWS_CALLBACK_CLIENT_RECEIVE',
  'LWS_CALLBACK_RECEIVE_PONG',
  'LWS_CALLBACK_CLIENT_RECEIVE_PONG',
  'LWS_CALLBACK_WS_PEER_INITIATED_CLOSE',
  'LWS_CALLBACK_CLIENT_CONNECTION_ERROR',
]);
/** Bytes of `in` that are traced. */
const TRACED_BYTES = 64;
/** Delivered, but left out of traces. */
const UNTRACED: LwsCallbackReason = 'LWS_CALLBACK_GET_THREAD_ID';

/** Calls a protocol's callback for a wsi; returns what it returns. */
export function* callProtocol(
  wsi: LwsWsi,
  protocol: LwsProtocol,
  reason: LwsCallbackReason,
  input?: CallbackInput,
  len = 0,
): Blocking<number> {
  const { trace, kernel } = wsi.context.platform;
  const traced = reason !== UNTRACED;
  if (traced && trace.wants.cb) {
    const record = { t: kernel.nowUs, k: 'cb' as const, reason, len, wsi: wsi.tag };
    if (isBytes(input) && TRACED_INPUT.has(reason)) {
      const end = input.offset + Math.min(len, TRACED_BYTES);
      trace.emit(Object.assign(record, { in: latin1Text(input.buffer.subarray(input.offset, end)) }));
    } else {
      trace.emit(record);
    }
  }
  const result = yield* protocol.callback(wsi, reason, wsi.userSpace, input, len);
  if (traced && result !== 0) wsi.refusedCallback = reason;
  if (traced && result !== 0 && trace.wants.cbret)
    trace.emit({ t: kernel.nowUs, k: 'cbret', reason, ret: result });
  return result;
}

/** Calls the callback of the wsi's own protocol. */
export function* callUser(
  wsi: LwsWsi,
  reason: LwsCallbackReason,
  input?: CallbackInput,
  len = 0,
): Blocking<number> {
  return yield* callProtocol(wsi, wsi.protocol!, reason, input, len);
}

/** The same, after which a change of flow control that the callback asked for takes effect. */
export function* callUserThenRxFlow(
  wsi: LwsWsi,
  reason: LwsCallbackReason,
  input?: CallbackInput,
  len = 0,
): Blocking<number> {
  wsi.rxflowWillBeApplied = true;
  const result = yield* callUser(wsi, reason, input, len);
  wsi.rxflowWillBeApplied = false;
  if (result !== 0) return result;
  applyRxFlowControl(wsi);
  return 0;
}
