/** Keep-alive probes of an idle connection (net/ipv4/tcp_timer.c tcp_keepalive_timer; RFC 9293 section 3.8.4). */

import type { Kernel } from '../../kernel/kernel.js';
import type { KeepAlive } from '../client-stack.js';
import { LinuxTimer } from './linux-timer.js';

/** What the timer does. */
export interface KeepAliveActions {
  /** Data is on its way or waits: its own timers watch the device. */
  isBusy(): boolean;
  probe(): void;
  giveUp(): void;
}

export class KeepAliveTimer {
  private readonly timer: LinuxTimer;
  private lastHeardUs = 0;
  private probes = 0;
  private isEstablished = false;

  /** Without settings SO_KEEPALIVE is off. */
  constructor(
    private readonly kernel: Kernel,
    private settings: KeepAlive | undefined,
    private readonly actions: KeepAliveActions,
  ) {
    this.timer = new LinuxTimer(kernel, () => {
      this.expire();
    });
  }

  /** The connection is established. */
  start(): void {
    this.isEstablished = true;
    this.heard();
    this.configure(this.settings);
  }

  /** SO_KEEPALIVE with these times, or off; counts from when the device was last heard. */
  configure(settings: KeepAlive | undefined): void {
    this.settings = settings;
    if (settings === undefined) this.timer.stop();
    else if (this.isEstablished)
      this.timer.start(Math.max(0, settings.idleUs - (this.kernel.nowUs - this.lastHeardUs)));
  }

  /** A segment of the device has come. */
  heard(): void {
    this.lastHeardUs = this.kernel.nowUs;
    this.probes = 0;
  }

  stop(): void {
    this.isEstablished = false;
    this.timer.stop();
  }

  private expire(): void {
    if (this.settings === undefined) return;
    const { idleUs, intervalUs, count } = this.settings;
    const silentUs = this.kernel.nowUs - this.lastHeardUs;
    if (this.actions.isBusy()) {
      this.timer.start(idleUs);
    } else if (silentUs < idleUs) {
      this.timer.start(idleUs - silentUs);
    } else if (this.probes >= count) {
      this.actions.giveUp();
    } else {
      this.probes++;
      this.actions.probe();
      this.timer.start(intervalUs);
    }
  }
}
