/** `session` records: a client's connection became a wsi, or its wsi went away. */

import { WSI } from '../../../sim/resources/definitions.js';
import { ofPort } from '../../../sim/resources/limit-name.js';
import type { LwsContext, LwsVhost, LwsWsi } from './wsi.js';

/** Writes the record; connections of the device's own client and listeners have none. */
export function traceSession(wsi: LwsWsi, ev: 'open' | 'close'): void {
  const { platform } = wsi.context;
  const { trace, kernel, peerOf } = platform;
  if (!trace.wants.session || wsi.side !== 'server' || peerOf === undefined) return;
  const peer = wsi.reportPeer ?? peerOf(wsi.fd);
  wsi.reportPeer = peer;
  const record = {
    t: kernel.nowUs,
    k: 'session',
    ev,
    c: peer.name,
    port: peer.port,
    fd: wsi.fd,
    table: { kind: WSI.kind, of: ofPort(wsi.vhost?.listenPort ?? 0) },
  } as const;
  const why = ev === 'close' && wsi.closeReason !== undefined ? { why: wsi.closeReason } : undefined;
  trace.emit(Object.assign(record, why));
}

/** A connection that was accepted, and closed before it became a wsi: `why`. */
export function traceTurnedAway({ platform }: LwsContext, vhost: LwsVhost, fd: number, why: string): void {
  const { trace, kernel, peerOf } = platform;
  if (!trace.wants.session || peerOf === undefined) return;
  const { name: c, port } = peerOf(fd);
  const table = { kind: WSI.kind, of: ofPort(vhost.listenPort) };
  trace.emit({ t: kernel.nowUs, k: 'session', ev: 'close', c, port, fd, table, why });
}
