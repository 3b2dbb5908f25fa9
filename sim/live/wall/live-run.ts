/**
 * A run at wall speed with an open end: real machines talk to the device until somebody says that it is enough; then it is
 * an ordinary run that is over.
 */

import type { Scenario } from '../../language/scenario.js';
import { Simulation } from '../../run/simulation.js';
import { certificateOf, securePortOf } from '../../run/firmware.js';
import { realPrograms } from '../../run/run-groups.js';
import { tlsEngine } from '../tls/thread-engine.js';
import { Pacer } from './pacer.js';

/** Far beyond what anybody waits for: 10 years. */
const OPEN_END_US = 315_360_000_000_000;

/** A scenario does not go with wall speed. */
export class NotLiveError extends Error {
  override readonly name = 'NotLiveError';
}

/** Choices of a live run. */
export interface LiveOptions {
  /** Replaces the scenario's seed. */
  readonly seed?: number | undefined;
  /** Virtual seconds in a second of the wall. Default 1. */
  readonly speed?: number | undefined;
}

/** Why a live run has ended. */
export type LiveEnd = 'asked' | 'stopped';

/** One device at wall speed. */
export class LiveRun {
  readonly simulation: Simulation;
  readonly pacer: Pacer;
  private readonly settled: (() => void)[] = [];
  private resolve!: (end: LiveEnd) => void;
  private reject!: (error: unknown) => void;
  /** Settled when the run is over; rejects with an error of the model or of a user's module. */
  readonly over: Promise<LiveEnd>;

  /** Throws {@link NotLiveError} for a scenario with clients that live in virtual time. */
  constructor(scenario: Scenario, { seed = scenario.seed, speed = 1 }: LiveOptions = {}) {
    if (realPrograms(scenario.groups).size > 0)
      throw new NotLiveError(
        `${scenario.file}: its real clients live in virtual time: lwip-twin replay runs them, or leave them out here`,
      );
    this.simulation = new Simulation({ ...scenario, untilUs: OPEN_END_US }, { seed, tlsEngine: tlsEngine() });
    // Its first client is not to wait for the making of a key.
    if (securePortOf(scenario.device) !== undefined) tlsEngine().prepare(certificateOf(scenario.device));
    this.over = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.pacer = new Pacer(this.simulation, {
      speed,
      onSettled: () => {
        for (const look of this.settled) look();
      },
      onOver: () => {
        this.resolve('stopped');
      },
      onError: (error) => {
        this.reject(error);
      },
    });
  }

  /** Calls `look` whenever the device has done all that is due. */
  onSettled(look: () => void): void {
    this.settled.push(look);
  }

  /** Boots the device. */
  start(): void {
    this.pacer.start();
  }

  /** It can't go on: {@link over} rejects. */
  fail(error: unknown): void {
    this.pacer.stop();
    this.reject(error);
  }

  /** It is enough: the run is over. */
  finish(): void {
    this.pacer.act(() => undefined);
    this.pacer.stop();
    this.simulation.stop();
    this.resolve('asked');
  }
}
