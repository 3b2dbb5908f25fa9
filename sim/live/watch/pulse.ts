/** A sign of life that a thread gives as long as its code comes back to it, to be read from another thread. */

/** Shared by both threads. */
export type Pulse = Int32Array<SharedArrayBuffer>;

const BEAT_MS = 200;
const LOOK_MS = 500;
/** Without a beat for so long, somebody looks where the thread is. */
const PATIENCE_MS = 20_000;
/** Looks that must find it in the user's code. */
const LOOKS = 3;

export function newPulse(): Pulse {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** In the thread: beats from now on. */
export function beat(pulse: Pulse): void {
  Atomics.add(pulse, 0, 1);
  setInterval(() => Atomics.add(pulse, 0, 1), BEAT_MS).unref();
}

/** Watches a thread that runs modules of the user's. */
export class LoopWatch {
  private patienceMs = PATIENCE_MS;
  private readonly timer: NodeJS.Timeout;
  private seen = 0;
  private sinceMs = performance.now();
  private looks = 0;
  private isLooking = false;

  /**
   * `placeInUserCode` says where in a module of the user's the thread is, undefined where it is in none. `stuck` is called
   * once, with what to say of a thread that does not leave such a module.
   */
  constructor(
    private readonly placeInUserCode: () => Promise<string | undefined>,
    private readonly pulse: Pulse,
    private readonly stuck: (message: string) => void,
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** Waits no longer than this, milliseconds. */
  limit(ms: number): void {
    this.patienceMs = Math.min(PATIENCE_MS, ms);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const { pulse } = this;
    const beats = Atomics.load(pulse, 0);
    const nowMs = performance.now();
    if (beats !== this.seen) {
      [this.seen, this.sinceMs, this.looks] = [beats, nowMs, 0];
      return;
    }
    if (this.isLooking || beats === 0 || nowMs - this.sinceMs < this.patienceMs) return;
    this.isLooking = true;
    const place = await this.placeInUserCode();
    this.isLooking = false;
    if (place === undefined) this.sinceMs = performance.now();
    this.looks = place === undefined ? 0 : this.looks + 1;
    if (place === undefined || this.looks < LOOKS) return;
    this.stop();
    this.stuck(stuckText(place, this.patienceMs));
  }
}

const MS_PER_S = 1000;

function stuckText(place: string, ms: number): string {
  return `${place}: this has not come back for ${Math.round(ms / MS_PER_S)} s: a loop that does not end? A handler waits with yield* esp.delayMs(…), a task of a libwebsockets program with yield* lws.delayMs(…); a callback returns, and comes again after lws_callback_on_writable or lws_set_timer_usecs`;
}
