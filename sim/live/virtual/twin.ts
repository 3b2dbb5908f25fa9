/** What a body is given: the device as its clients see it, the clock, and the clients. */

import { US_PER_MS } from '../../kernel/units.js';
import { DEVICE_IP } from '../../hosts/hosts.js';
import type { DeviceStep, Step } from '../../language/scenario.js';
import type { SimulatedRun } from '../../report/check/sim-run.js';
import type { Simulation } from '../../run/simulation.js';
import { ipText } from '../../wire/segment.js';
import { HTTPS_PORT } from '../../wire/ports.js';
import { certificateOf } from '../../run/firmware.js';
import { tlsEngine } from '../tls/thread-engine.js';
import { RealClient } from './client.js';
import type { Pump } from './pump.js';
import type { RealNetwork } from './real-network.js';

/** The twin of a device while a run's body runs. */
export class Twin {
  /** Address of the device. */
  readonly address = ipText(DEVICE_IP);
  private readonly clients = new Map<string, RealClient>();

  /** @internal */
  constructor(
    /** @internal */
    readonly simulation: Simulation,
    private readonly network: RealNetwork,
    private readonly pump: Pump,
    private readonly end: () => SimulatedRun,
  ) {}

  /** Virtual time since boot, ms. */
  get nowMs(): number {
    return this.simulation.kernel.nowUs / US_PER_MS;
  }

  /** Virtual time since boot, µs. */
  get nowUs(): number {
    return this.simulation.kernel.nowUs;
  }

  /** `http://192.168.4.2/hello`; with a port if it is not 80. */
  url(path = '/', port = 80): string {
    return `http://${this.address}${port === 80 ? '' : `:${port}`}${path}`;
  }

  /** `https://192.168.4.2/`; with a port if it is not 443. */
  secureUrl(path = '/', port = HTTPS_PORT): string {
    return `https://${this.address}${port === HTTPS_PORT ? '' : `:${port}`}${path}`;
  }

  /** `wss://192.168.4.2/ws`. */
  secureWsUrl(path = '/', port = HTTPS_PORT): string {
    return this.secureUrl(path, port).replace(/^http/, 'ws');
  }

  /** The device's certificate, PEM, self-signed: what a client may trust as `ca`. Made when it is first needed. */
  get certificate(): string {
    return tlsEngine().certificateOf(certificateOf(this.simulation.scenario.device));
  }

  /** `ws://192.168.4.2/ws`. */
  wsUrl(path = '/', port = 80): string {
    return this.url(path, port).replace(/^http/, 'ws');
  }

  /** A client with an address of its own; made when it is first named. */
  client(name: string): RealClient {
    let client = this.clients.get(name);
    if (client === undefined) {
      client = new RealClient(name, this.network);
      this.clients.set(name, client);
    }
    return client;
  }

  /** Virtual milliseconds pass. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  }

  /** Virtual time stands still until the promise is settled: for work that does not show, such as a child process. */
  hold<T>(promise: Promise<T>, what = 'a promise'): Promise<T> {
    const release = this.pump.hold(what);
    return promise.finally(release);
  }

  /** Performs a step of the device now: `{ device: 'stop', … }`. */
  perform(step: DeviceStep): void;
  /** Performs any step of the scenario's language now. @internal */
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- only the first one is published
  perform(step: Step): void;
  perform(step: Step): void {
    this.simulation.perform(step);
  }

  /** Ends virtual time now and gives the run, for a body that asks about it. */
  finish(): SimulatedRun {
    return this.end();
  }
}
