/**
 * What the device's heap is used for: at rest, a session, a websocket.
 *
 * Measured, not computed: looked at whenever time is about to move on, while all connections are sessions of one kind
 * and nothing else is going on; the least of what was seen is what an idle session keeps.
 */

import type { Device } from './firmware.js';

/** What is in use once the device has booted: seen last before anybody connects, as booting takes its time. */
export class HeapAtRest {
  bytes: number | undefined;
  private isVisited = false;

  constructor(private readonly device: Device) {}

  /** Looks at the device, whenever time is about to move on. */
  look(): void {
    const { memory, tcp } = this.device.stack;
    this.isVisited ||= tcp.ctx.active.size > 0;
    if (this.bytes === undefined || !this.isVisited) this.bytes = memory.heap.used;
  }
}

export class HeapProfile {
  /** Bytes that an idle session keeps; undefined when none was seen alone. */
  perSessionBytes: number | undefined;
  perWebsocketBytes: number | undefined;

  private readonly atRest: HeapAtRest;

  constructor(private readonly device: Device) {
    this.atRest = new HeapAtRest(device);
  }

  get atRestBytes(): number | undefined {
    return this.atRest.bytes;
  }

  /** Looks at the device. */
  look(): void {
    const { memory, tcp } = this.device.stack;
    this.atRest.look();
    const { active, timeWait } = tcp.ctx;
    const servers = this.device.httpServers;
    if (servers === undefined || active.size === 0 || timeWait.size > 0) return;
    const bytes = (memory.heap.used - (this.atRest.bytes ?? 0)) / active.size;
    // Nothing to learn from more than what is known.
    if (bytes >= (this.perSessionBytes ?? Infinity) && bytes >= (this.perWebsocketBytes ?? Infinity)) return;
    let sessions = 0;
    let websockets = 0;
    for (const server of servers) {
      sessions += server.activeSessions;
      for (const session of server.sessions)
        if (session.fd >= 0 && session.websocketState === 'open') websockets++;
    }
    if (sessions !== active.size) return;
    if (websockets === sessions) this.perWebsocketBytes = Math.min(this.perWebsocketBytes ?? bytes, bytes);
    else if (websockets === 0) this.perSessionBytes = Math.min(this.perSessionBytes ?? bytes, bytes);
  }
}
