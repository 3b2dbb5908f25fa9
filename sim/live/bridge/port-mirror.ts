/** A listening port of this machine for one of the device's, there only while the device listens. */

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Connections that wait in this machine's kernel at most. */
const HOST_BACKLOG = 511;

/** Where a port of the device is found. */
export interface PortPlace {
  readonly devicePort: number;
  readonly host: string;
  readonly hostPort: number;
}

/** Told of what becomes of a port. */
export interface PortEvents {
  onOpen(place: PortPlace): void;
  onClosed(place: PortPlace): void;
  onSocket(socket: Socket, devicePort: number): void;
  /** It can't be had. */
  onError(error: Error, place: PortPlace): void;
}

/** One port. */
export class PortMirror {
  private server: Server | undefined;
  private place: PortPlace;

  constructor(
    place: PortPlace,
    /** The user has not asked for this very port: another one will do when it is taken. */
    private readonly isFree: boolean,
    private readonly events: PortEvents,
  ) {
    this.place = place;
  }

  /** The device has begun to listen. */
  open(): void {
    const { devicePort, host, hostPort } = this.place;
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      this.events.onSocket(socket, devicePort);
    });
    this.server = server;
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (this.server !== server) return;
      this.server = undefined;
      if (error.code === 'EADDRINUSE' && this.isFree && hostPort !== 0) {
        this.place = { ...this.place, hostPort: 0 };
        this.open();
      } else this.events.onError(error, this.place);
    });
    server.listen({ port: hostPort, host, backlog: HOST_BACKLOG }, () => {
      // It comes back where it was.
      this.place = { ...this.place, hostPort: (server.address() as AddressInfo).port };
      if (this.server === server) this.events.onOpen(this.place);
      else server.close();
    });
  }

  /** The device listens no more: whoever comes now is refused. */
  close(): void {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    if (!server.listening) return;
    server.close();
    this.events.onClosed(this.place);
  }
}
