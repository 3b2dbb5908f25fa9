/**
 * Deeds of a client that is no script: a real program's calls on its host, each as a value, so that they can be done as
 * they come, written down, and done again.
 */

import type { ClientConnection, KeepAlive } from './client-stack.js';
import type { Host } from './host.js';

/** One deed. Connections are counted from 0 in the order in which the host began or accepted them. */
export type HostAction =
  | { readonly do: 'open'; readonly port: number; readonly from?: number | undefined }
  | { readonly do: 'listen' | 'stop-listening'; readonly port: number }
  | { readonly do: 'vanish' }
  | { readonly do: 'send'; readonly connection: number; readonly bytes: Uint8Array }
  | {
      readonly do: 'close' | 'abort' | 'release' | 'pause' | 'resume';
      readonly connection: number;
    }
  | { readonly do: 'no-delay'; readonly connection: number; readonly on: boolean }
  | { readonly do: 'keep-alive'; readonly connection: number; readonly settings: KeepAlive | undefined };

/** Does deeds on one host, and knows its connections by their numbers. */
export class HostDriver {
  /** By their numbers; undefined once the program has let go of one. */
  readonly connections: (ClientConnection | undefined)[] = [];

  constructor(readonly host: Host) {
    host.subscribe((event, connection) => {
      if (event === 'accepted') this.connections.push(connection);
    });
  }

  /** Does one; the payload of a `send` must not change any more. */
  perform(action: HostAction): void {
    const { host } = this;
    switch (action.do) {
      case 'open':
        this.connections.push(host.open(action.port, undefined, action.from));
        return;
      case 'listen':
        host.listen(action.port);
        return;
      case 'stop-listening':
        host.stopListening(action.port);
        return;
      case 'vanish':
        host.vanish();
        return;
      default:
        this.performOn(action);
    }
  }

  private performOn(action: Extract<HostAction, { readonly connection: number }>): void {
    const { host } = this;
    const connection = this.connections[action.connection];
    if (connection === undefined || host.vanished) return;
    switch (action.do) {
      case 'send':
        host.send(action.bytes, connection);
        return;
      case 'close':
      case 'abort':
      case 'release':
        host[action.do](connection);
        if (action.do !== 'close') this.connections[action.connection] = undefined;
        return;
      case 'pause':
      case 'resume':
        connection[action.do]();
        return;
      case 'no-delay':
        connection.setNoDelay?.(action.on);
        return;
      case 'keep-alive':
        connection.setKeepAlive?.(action.settings);
        return;
    }
  }
}
