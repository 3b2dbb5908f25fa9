/**
 * The raw socket role (lib/roles/raw-skt/ops-raw-skt.c): what a connection becomes when its HTTP request is CONNECT.
 *
 * Modelled: servers.
 * Absent: raw clients, TLS, received bytes that were buffered before.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import { callUserThenRxFlow } from '../callback/callback.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS } from '../wsi/close-status.js';
import { readSocket } from '../io/input.js';
import { issueRaw } from '../io/output.js';
import { LWS_POLLIN, LWS_POLLOUT, type PollSlot } from '../service/poll-slot.js';
import { changePolled } from '../service/poll-table.js';
import type { PollInResult } from '../wsi/role.js';
import { LWS_PRE } from '../sizes.js';
import type { LwsWsi, Role } from '../wsi/wsi.js';

function* handlePollIn(wsi: LwsWsi, slot: PollSlot): Blocking<PollInResult> {
  const writable = (slot.revents & LWS_POLLOUT) !== 0;
  if (wsi.hasBufferedOut) {
    return writable && (yield* issueRaw(wsi, undefined)) < 0 ? yield* fail(wsi) : 'handled';
  }
  if ((slot.revents & slot.events & LWS_POLLIN) !== 0) {
    const cx = wsi.context;
    const bytes = yield* readSocket(wsi, cx.servBufStart + LWS_PRE, cx.servBufSize - LWS_PRE);
    if (bytes === 'error') return yield* fail(wsi);
    if (bytes !== 'nothing') {
      const answer = yield* callUserThenRxFlow(wsi, 'LWS_CALLBACK_RAW_RX', bytes, bytes.length);
      if (answer < 0) return yield* fail(wsi);
    }
  }
  if (!writable) return 'handled';
  changePolled(wsi, LWS_POLLOUT, 0);
  return (yield* callUserThenRxFlow(wsi, 'LWS_CALLBACK_RAW_WRITEABLE')) < 0 ? yield* fail(wsi) : 'handled';
}

function* fail(wsi: LwsWsi): Blocking<PollInResult> {
  yield* closeWsi(wsi, LWS_CLOSE_STATUS_NOSTATUS);
  return 'already-died';
}

export const RAW_ROLE: Role = {
  name: 'raw-skt',
  client: undefined,
  server: {
    adopted: 'LWS_CALLBACK_RAW_ADOPT',
    writeable: 'LWS_CALLBACK_RAW_WRITEABLE',
    closed: 'LWS_CALLBACK_RAW_CLOSE',
    bound: 'LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL',
    unbound: 'LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL',
  },
  handlePollIn,
  *write(wsi, data) {
    return yield* issueRaw(wsi, data);
  },
};
