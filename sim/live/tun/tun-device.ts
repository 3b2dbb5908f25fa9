/**
 * An open TUN device: reading and writing packets.
 *
 * Node can't poll it, so one thread of libuv's pool sits in read(2); it comes back with the next packet, which is why
 * {@link TunDevice.close} sends one.
 */

import { createSocket } from 'node:dgram';
import { closeSync, read, writeSync } from 'node:fs';

/** More than any packet: the interface's MTU is 1500. */
const PACKET_BYTES = 65_536;
/** The discard port (RFC 863). */
const DISCARD_PORT = 9;

/** One device; `fd` is attached to its interface. */
export class TunDevice {
  private readonly buffer = Buffer.alloc(PACKET_BYTES);
  private isClosing = false;

  constructor(
    private readonly fd: number,
    /** An address behind the device. */
    private readonly address: string,
  ) {}

  /** Hands on every packet from now on; `onError` when no more can be read. The packet is valid during the call. */
  listen(take: (packet: Uint8Array) => void, onError: (error: Error) => void): void {
    const next = (): void => {
      read(this.fd, this.buffer, 0, PACKET_BYTES, null, (error, length) => {
        if (this.isClosing) {
          closeSync(this.fd);
          return;
        }
        if (error !== null) {
          onError(error);
          return;
        }
        take(this.buffer.subarray(0, length));
        next();
      });
    };
    next();
  }

  /** Sends a packet; what the interface does not take (it is down, its queue is full) is lost, as on any link. */
  write(packet: Uint8Array): void {
    if (this.isClosing) return;
    try {
      writeSync(this.fd, packet);
    } catch {
      // Lost.
    }
  }

  /** Reads no more. */
  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    const socket = createSocket('udp4');
    socket.on('error', () => socket.close());
    socket.send(Buffer.of(0), DISCARD_PORT, this.address, () => socket.close());
  }
}
