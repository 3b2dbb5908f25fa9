/** The real clients' TLS of one run: sessions by client and port, made at the client's edge, found by the device. */

import type { RealTlsEngine } from './real-end.js';
import { RealSession, type RealTlsSink } from './real-session.js';

export class RealTls {
  private readonly sessions = new Map<string, RealSession>();

  constructor(private readonly engine: RealTlsEngine) {}

  /** A connection of a real client begins; nobody knows yet whether it speaks TLS. */
  watch(client: string, port: number, sink: RealTlsSink): RealSession {
    this.forget(client, port);
    const session = new RealSession(this.engine, sink);
    this.sessions.set(keyOf(client, port), session);
    return session;
  }

  /** The session of a connection that has said something of TLS. */
  of(client: string, port: number): RealSession | undefined {
    const session = this.sessions.get(keyOf(client, port));
    return session?.isTls === true ? session : undefined;
  }

  /** The connection is over. */
  forget(client: string, port: number): void {
    const key = keyOf(client, port);
    this.sessions.get(key)?.release();
    this.sessions.delete(key);
  }
}

function keyOf(client: string, port: number): string {
  return `${client}:${port}`;
}
