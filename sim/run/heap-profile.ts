/**
 * What the device's heap is used for: at rest, a session, a websocket.
 *
 * Measured, not computed: looked at whenever time is about to move on, while all connections are sessions of one kind
 * and nothing else is going on; the least of what was seen is what an idle session keeps.
 */

import type { Device } from './firmware.js';

export class HeapProfile {
  /** Bytes in use once the device has booted. */
  atRestBytes: number | undefined;
  /** Bytes that an idle session keeps; undefined when none was seen alone. */
  perSessionBytes: number | undefined;
  perWebsocketBytes: number | undefined;

  constructor(private readonly device: Device) {}

  /** Looks at the device. */
  look(): void {
    const { memory, tcp } = this.device.stack;
    this.atRestBytes ??= memory.heap.used;
    const { active, timeWait } = tcp.ctx;
    const servers = this.device.httpServers;
    if (servers === undefined || active.size === 0 || timeWait.size > 0) return;
    let sessions = 0;
    let websockets = 0;
    for (const server of servers) {
      sessions += server.activeSessions;
      for (const session of server.sessions)
        if (session.fd >= 0 && session.websocketState === 'open') websockets++;
    }
    if (sessions !== active.size) return;
    const bytes = (memory.heap.used - this.atRestBytes) / sessions;
    if (websockets === sessions) this.perWebsocketBytes = Math.min(this.perWebsocketBytes ?? bytes, bytes);
    else if (websockets === 0) this.perSessionBytes = Math.min(this.perSessionBytes ?? bytes, bytes);
  }
}
