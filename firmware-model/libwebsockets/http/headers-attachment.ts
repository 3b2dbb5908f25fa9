/**
 * Giving a connection a header table and taking it away (`lws_header_table_attach`, `…_detach`,
 * lib/roles/http/parsers.c).
 *
 * Absent: waiting for a table (lws has as many as a context has fds, so that nobody ever waits), and no memory for one.
 */

import { HEADER_TABLE } from '../../../sim/resources/definitions.js';
import { LWS_POLLIN } from '../service/poll-slot.js';
import { changePolled } from '../service/poll-table.js';
import { HEAP_BYTES, US_PER_SEC } from '../sizes.js';
import { startTimeout } from '../service/timeouts.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { HeaderTable } from './header-table.js';

/** Gives the connection an empty header table; from now on the headers must be complete within 10 s. */
export function attachHeaders(wsi: LwsWsi): HeaderTable {
  const cx = wsi.context;
  let ah = wsi.http.headers;
  if (ah === undefined) {
    ah = new HeaderTable(cx.log, cx.maxHttpHeaderData);
    for (const bytes of [HEAP_BYTES.headers, cx.maxHttpHeaderData]) {
      if (cx.platform.memory.malloc(bytes)) ah.heapBlocks.push(bytes);
    }
    wsi.http.headers = ah;
    cx.headerTables.add(wsi);
    changePolled(wsi, 0, LWS_POLLIN);
  }
  resetHeaders(wsi, ah);
  return ah;
}

/** Empties the table for another request (`lws_header_table_reset`). */
export function resetHeaders(wsi: LwsWsi, ah: HeaderTable): void {
  ah.reset();
  wsi.hdrParsingCompleted = false;
  startTimeout(wsi, wsi.vhost?.settings.ahIdleSecs ?? 0);
  ah.assignedSecs = Math.floor(wsi.context.nowUs() / US_PER_SEC);
}

/** A request's headers are longer than its table. */
export function refuseHeaders(wsi: LwsWsi): void {
  const { platform, limits, maxHttpHeaderData: size } = wsi.context;
  const peer = wsi.reportPeer ?? platform.peerOf?.(wsi.fd);
  if (peer === undefined) return;
  const { name, port } = peer;
  const holders = () => [{ kind: 'client', name, port, units: size }] as const;
  limits.refuseTooLong(
    { limit: HEADER_TABLE, of: name, size, holders },
    { client: name, port, effect: 'closed' },
  );
}

/** Takes the header table away, if there is one. */
export function detachHeaders(wsi: LwsWsi): void {
  const cx = wsi.context;
  const ah = wsi.http.headers;
  if (ah === undefined) return;
  wsi.http.headers = undefined;
  cx.headerTables.delete(wsi);
  for (const bytes of ah.heapBlocks) cx.platform.memory.free(bytes);
}
