/** Keep-alive probes of an idle connection (net/ipv4/tcp_timer.c tcp_keepalive_timer; RFC 9293 section 3.8.4). */

import type { Kernel } from '../../kernel/kernel.js';
import { LinuxTimer } from './linux-timer.js';

/** Times of keep-alive: TCP_KEEPIDLE, TCP_KEEPINTVL in µs, TCP_KEEPCNT. */
export interface KeepAlive {
  readonly idleUs: number;
  readonly intervalUs: number;
  readonly count: number;
}

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

  constructor(
    private readonly kernel: Kernel,
    private readonly settings: KeepAlive,
    private readonly actions: KeepAliveActions,
  ) {
    this.timer = new LinuxTimer(kernel, () => {
      this.expire();
    });
  }

  /** The connection is established. */
  start(): void {
    this.heard();
    this.timer.start(this.settings.idleUs);
  }

  /** A segment of the device has come. */
  heard(): void {
    this.lastHeardUs = this.kernel.nowUs;
    this.probes = 0;
  }

  stop(): void {
    this.timer.stop();
  }

  private expire(): void {
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
