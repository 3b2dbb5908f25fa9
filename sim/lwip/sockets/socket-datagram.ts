/** Sending and receiving datagrams (`lwip_sendto`, `lwip_recvfrom_udp_raw` of sockets.c). */

import { ModelError } from '../../kernel/errors.js';
import type { Blocking } from '../../kernel/task.js';
import { request } from '../netconn/api-call.js';
import { Err, errToErrno } from '../core/errno.js';
import { receiveDatagram } from '../netconn/receive.js';
import { sendDatagram } from '../netconn/send.js';
import { MSG_DONTWAIT, MSG_PEEK, type Datagram, type SocketAddress } from './socket-api.js';
import type { SocketLayer } from './socket-layer.js';
import type { SocketSlot } from './socket-slot.js';
import { pbufRamBytes } from '../tcp/output/segments.js';
import { freeNetbuf, type Netbuf } from '../core/udp.js';

/** sizeof(struct pbuf) of a PBUF_REF, which points to the application's data. */
const PBUF_REF_BYTES = 16;

/** As {@link SocketApi.sendto}. */
export function* sendTo(
  layer: SocketLayer,
  fd: number,
  datagram: Datagram,
  to: SocketAddress,
): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  if (slot.conn!.type !== 'udp') throw new ModelError('sendto() on a stream socket: use send()', { fd });
  const sent = yield* sendDatagramTo(layer, slot, datagram, to);
  yield* layer.leave(slot);
  return sent;
}

/** As {@link SocketApi.recvDatagram}. */
export function* receiveFrom(layer: SocketLayer, fd: number, flags: number): Blocking<Datagram | undefined> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return undefined;
  if (slot.conn!.type !== 'udp')
    throw new ModelError('recvDatagram() on a stream socket: use recv()', { fd });
  const datagram = yield* receiveDatagramFrom(layer, slot, flags);
  yield* layer.leave(slot);
  return datagram;
}

/**
 * Sends a datagram on a UDP socket, to the connected address without `to`. The application's copy of it holds heap
 * until the tcpip thread has dealt with it. Returns its length, -1 with errno.
 */
export function* sendDatagramTo(
  layer: SocketLayer,
  slot: SocketSlot,
  datagram: Datagram,
  to: SocketAddress | undefined,
): Blocking<number> {
  const { ctx } = layer;
  const { memory, options } = ctx;
  const bytes = options.LWIP_NETIF_TX_SINGLE_PBUF
    ? pbufRamBytes(options.PBUF_TRANSPORT_ROOM, datagram.length)
    : PBUF_REF_BYTES;
  if (!memory.malloc(bytes)) {
    memory.heap.refuse({ effect: 'datagram not sent' });
    return layer.fail(errToErrno(Err.MEM));
  }
  const call = ctx.calls.ofCurrent();
  call.conn = slot.conn!;
  call.datagram = datagram;
  call.ip = to?.ip ?? 0;
  call.port = to?.port ?? 0;
  const err = yield* request(call, sendDatagram);
  memory.free(bytes);
  return err === Err.OK ? datagram.length : layer.fail(errToErrno(err));
}

/** Receives one datagram of a UDP socket; undefined with errno. */
export function* receiveDatagramFrom(
  layer: SocketLayer,
  slot: SocketSlot,
  flags: number,
): Blocking<Datagram | undefined> {
  const { ctx, fetched } = layer;
  let netbuf = slot.lastData as Netbuf | undefined;
  if (netbuf === undefined) {
    const err = yield* receiveDatagram(ctx, slot.conn!, (flags & MSG_DONTWAIT) !== 0, fetched);
    if (err !== Err.OK) {
      layer.fail(errToErrno(err));
      return undefined;
    }
    netbuf = fetched.datagram!;
  }
  if ((flags & MSG_PEEK) !== 0) slot.lastData = netbuf;
  else {
    slot.lastData = undefined;
    freeNetbuf(netbuf, ctx.memory);
  }
  return netbuf.datagram;
}

/** Copies a datagram of bytes for recv(), cut to the buffer. Throws {@link ModelError} when it holds an object. */
export function copyDatagram(datagram: Datagram, buffer: Uint8Array, offset: number, length: number): number {
  if (!(datagram.value instanceof Uint8Array)) throw new ModelError('recv() of a datagram that is not bytes');
  const bytes = datagram.value.subarray(0, length);
  buffer.set(bytes, offset);
  return bytes.length;
}
