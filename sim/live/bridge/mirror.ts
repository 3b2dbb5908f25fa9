/**
 * One connection, twice: a socket of this machine, and a connection of a simulated host to the device.
 *
 * Mirrored: data with backpressure both ways, FIN of either side by itself, RST of either side, refusal and timeout (as
 * RST: the host socket is connected by then).
 * Absent: a SYN that the device drops. What is sent meanwhile waits in the simulated host's send buffer; a socket that is
 * closed before the device has accepted is taken for one whose user has gone, after a second's grace.
 */

import type { Socket } from 'node:net';

import { resetSocket } from './reset.js';
import type { ConnectionListener, RealConnection } from '../virtual/socket/connection.js';

/** A FIN that comes before the device has accepted may still be a half-close for so long, ms. */
const GRACE_MS = 1000;

/** How bytes and time get from one to the other. */
export interface MirrorSurroundings {
  /** Virtual time follows the wall, then the action takes place. */
  act(action: () => void): void;
  /** Both are over. */
  onClosed(): void;
}

/** Ties the two together; the socket must not have been read. */
export function mirror(socket: Socket, connection: RealConnection, around: MirrorSurroundings): void {
  let isOver = false;
  let isConnected = false;
  /** The device has reset the connection, or never had it. */
  const failed = (): void => {
    isOver = true;
    connection.abort();
    resetSocket(socket);
  };
  const giveUp = setTimeout(() => {
    if (!isConnected && socket.readableEnded) around.act(failed);
  }, GRACE_MS).unref();
  const listener: ConnectionListener = {
    connected() {
      isConnected = true;
    },
    data(bytes) {
      return socket.write(bytes);
    },
    end() {
      socket.end();
    },
    failed,
  };
  connection.listener = listener;
  // What the host's kernel has gathered is sent as it comes: it has had its own Nagle.
  connection.setNoDelay(true);
  socket.setNoDelay(true);
  socket.on('data', (bytes: Buffer) => {
    socket.pause();
    around.act(() => {
      connection.send(bytes, () => {
        if (!socket.destroyed) socket.resume();
      });
    });
  });
  socket.on('drain', () => {
    around.act(() => {
      connection.read();
    });
  });
  socket.on('end', () => {
    around.act(() => {
      connection.close();
    });
    if (!isConnected) giveUp.refresh();
  });
  // What an error says, `close` says as well.
  socket.on('error', () => undefined);
  socket.on('close', (hadError) => {
    clearTimeout(giveUp);
    around.act(() => {
      if (isOver) return;
      if (hadError) connection.abort();
      else connection.release();
    });
    around.onClosed();
  });
  socket.resume();
}
