/** The one door between a real client's sockets and its simulated host: deeds go in, events come out. */

import type { ClientConnection } from '../../../hosts/client-stack.js';
import { HostDriver, type HostAction } from '../../../hosts/host-driver.js';
import type { Host } from '../../../hosts/host.js';
import type { Task } from '../clock/world.js';
import { RealConnection } from './connection.js';

/** What a door needs of its run. */
export interface PortSurroundings {
  /** Queues a task for this instant. */
  post(task: Task): void;
  /** True once the run is over: nothing is done any more. */
  readonly isOver: boolean;
  /** Told of every deed before it is done. Virtual time may move on in it. */
  onAction?: ((host: string, action: HostAction) => void) | undefined;
}

/** The door of one host. */
export class HostPort {
  private readonly driver: HostDriver;
  private readonly open = new Map<ClientConnection, RealConnection>();
  private readonly acceptors = new Map<number, (connection: RealConnection) => void>();

  constructor(
    readonly host: Host,
    private readonly around: PortSurroundings,
  ) {
    this.driver = new HostDriver(host);
    host.hasSeveral = true;
    host.isReal = true;
    host.subscribe((event, connection, bytes) => {
      if (event === 'accepted') this.accept(connection);
      else this.open.get(connection)?.take(event, bytes);
    });
  }

  /** Connections that their sockets hold. */
  get connections(): Iterable<RealConnection> {
    return this.open.values();
  }

  /** Begins a connection to the device, from a port of its own choice or a given one; the SYN leaves at once. */
  connect(port: number, from?: number): RealConnection {
    this.perform({ do: 'open', port, ...(from === undefined ? {} : { from }) });
    const connection = this.driver.connections.at(-1)!;
    return this.adopt(connection, false);
  }

  /** Accepts the device's connections to a port. */
  listen(port: number, accepted: (connection: RealConnection) => void): void {
    this.acceptors.set(port, accepted);
    this.perform({ do: 'listen', port });
  }

  /** Refuses them again. */
  stopListening(port: number): void {
    this.acceptors.delete(port);
    this.perform({ do: 'stop-listening', port });
  }

  /** True while somebody accepts connections to a port. */
  isListening(port: number): boolean {
    return this.acceptors.has(port);
  }

  /** Ports that are listened on. */
  get listening(): readonly number[] {
    return [...this.acceptors.keys()];
  }

  perform(action: HostAction): void {
    if (!this.mayAct()) return;
    this.around.onAction?.(this.host.name, action);
    // Whoever was told may have ended the run.
    if (this.mayAct()) this.driver.perform(action);
  }

  private mayAct(): boolean {
    return !this.around.isOver;
  }

  post(task: Task): void {
    this.around.post(task);
  }

  /** Its socket has let go of it. */
  forget(connection: ClientConnection): void {
    this.open.delete(connection);
  }

  private accept(connection: ClientConnection): void {
    const real = this.adopt(connection, true);
    this.post(() => {
      const accepted = this.acceptors.get(connection.localPort);
      if (accepted === undefined) real.abort();
      else accepted(real);
    });
  }

  private adopt(connection: ClientConnection, isAccepted: boolean): RealConnection {
    const real = new RealConnection(this, connection, this.driver.connections.length - 1, isAccepted);
    this.open.set(connection, real);
    return real;
  }
}
