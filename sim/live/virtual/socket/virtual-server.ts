/**
 * A `net.Server` (or `http.Server`, or what `ws` makes) that listens on a simulated host: the device's clients reach it.
 *
 * Modelled: `listening`, `address()`, `close()`, connections and their count, the virtual date in answers.
 * Simplified: a server of node:http looks for slow requests (`requestTimeout`, `headersTimeout`) in real time only.
 */

import http from 'node:http';
import type net from 'node:net';

import { ipText } from '../../../wire/segment.js';
import { hostPortException } from './errors.js';
import type { HostPort } from './host-port.js';
import { acceptedSocket } from './virtual-socket.js';

/** Parts of `net.Server` that its types do not tell of. */
interface Internals {
  _handle: object | null;
  _connections: number;
  allowHalfOpen?: boolean;
  pauseOnConnect?: boolean;
  highWaterMark?: number;
}

/** Ports that `listen(0)` gets: Linux' ip_local_port_range. */
const FIRST_FREE_PORT = 32_768;

/** Makes a server listen; `listening` or `error` is emitted in a later turn. */
export function listenVirtual(server: net.Server, port: HostPort, wanted: number): void {
  const internals = server as unknown as Internals;
  const address = ipText(port.host.ip);
  let number = wanted === 0 ? FIRST_FREE_PORT : wanted;
  while (wanted === 0 && port.isListening(number)) number++;
  if (port.isListening(number)) {
    process.nextTick(() => {
      server.emit('error', hostPortException('EADDRINUSE', 'listen', { address, port: number }));
    });
    return;
  }
  internals._handle = {
    close(done?: () => void) {
      port.stopListening(number);
      if (done !== undefined) process.nextTick(done);
    },
    ref: () => undefined,
    unref: () => undefined,
    getsockname(out: Partial<net.AddressInfo>) {
      Object.assign(out, { address, family: 'IPv4', port: number });
      return 0;
    },
  };
  if (server instanceof http.Server) {
    // Node's own header is the wall clock's.
    server.prependListener('request', (_request, response: http.ServerResponse) => {
      if (response.sendDate) response.setHeader('Date', new Date().toUTCString());
    });
  }
  port.listen(number, (connection) => {
    const { allowHalfOpen = false, highWaterMark } = internals;
    const device = { address: ipText(port.host.deviceIp), port: connection.remotePort };
    const socket = acceptedSocket(connection, device, address, {
      allowHalfOpen,
      ...(highWaterMark === undefined ? {} : { highWaterMark }),
    });
    if (internals.pauseOnConnect === true) socket.pause();
    else socket.read(0);
    internals._connections++;
    Object.assign(socket, { server, _server: server });
    server.emit('connection', socket);
  });
  process.nextTick(() => {
    if (internals._handle !== null) server.emit('listening');
  });
}
