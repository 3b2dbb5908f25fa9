/**
 * A run that owns a body: real JavaScript clients talk to the simulated device in virtual time.
 *
 * While the body runs the simulation's kernel is the clock of the process: timers, `Date` and random numbers are the
 * run's, connections to the device are virtual, and time stands still while JavaScript works. Afterwards it is an
 * ordinary run. One run at a time in a process (or worker thread).
 */

import type { HostAction } from '../../hosts/host-driver.js';
import type { TapeDeed } from '../../hosts/tape.js';
import { Random } from '../../kernel/random.js';
import type { LogLevel } from '../../kernel/trace.js';
import type { Scenario } from '../../language/scenario.js';
import { RunRecorder, SimulatedRun } from '../../report/check/sim-run.js';
import { Simulation } from '../../run/simulation.js';
import { tlsEngine } from '../tls/thread-engine.js';
import type { RealTlsEngine } from '../../tls/real/real-end.js';
import { install, replacedGlobals, warnOfTooEarly } from './clock/install.js';
import { renewMasks } from './clock/randomness.js';
import { runningTimers } from './clock/timer.js';
import { endUndiciTicks, leaveTimers, takeUndiciTicksOver } from './clock/undici-ticks.js';
import { currentWorld, setWorld, type World } from './clock/world.js';
import { NotPossibleError, type Leftovers } from './errors.js';
import { fakesText, Pump } from './pump.js';
import { RealPrograms } from './programs/real-programs.js';
import { RealNetwork } from './real-network.js';
import { installNetwork, setNetwork } from './socket/network.js';
import { Twin } from './twin.js';
import { isInVmContext } from './vm-context.js';

/** Unix time of boot, ms: 2026-01-01. */
const EPOCH_MS = Date.UTC(2026, 0, 1);
/** An open run ends here at the latest. */
const LONGEST_US = 3_600_000_000;
const HOLD_LIMIT_S = 30;

/** Choices of a run with real clients. */
export interface VirtualRunOptions {
  /** Replaces the scenario's seed. */
  readonly seed?: number | undefined;
  /** Virtual µs at which time ends, whatever the body waits for; 1 h or the scenario's `until`, if that is later. */
  readonly untilUs?: number | undefined;
  /** Names of the device besides `device`, `esp32.local` … */
  readonly names?: readonly string[] | undefined;
  /** Hosts outside that may be reached for real; all others are refused. */
  readonly allow?: readonly string[] | 'all' | undefined;
  /** The client that connections belong to which nobody claims. Default `app`. */
  readonly client?: string | undefined;
  /** Unix time of boot, ms. Default 2026-01-01T00:00Z. */
  readonly epochMs?: number | undefined;
  /** Real seconds for which work in threads may hold virtual time. Default 30. */
  readonly holdLimitS?: number | undefined;
  /** Least important lines of the console log that are kept; D unless given. W makes long runs faster. */
  readonly logLevel?: LogLevel | undefined;
  /** Told whenever something begins that virtual time has to go on for. */
  readonly onWork?: (() => void) | undefined;
  /** Told of everything that real clients do to their hosts, before it is done. @internal */
  readonly onAction?: ((host: string, action: HostAction) => void) | undefined;
  /** Makes the device's ends of TLS; Node's unless given. @internal */
  readonly tlsEngine?: RealTlsEngine | undefined;
  /** Told of the beginning and the end of the programs that the scenario's groups name. @internal */
  readonly onProgram?: ((client: string, deed: TapeDeed) => void) | undefined;
}

/** One run with real clients. */
export class VirtualRun {
  /** @internal */
  readonly simulation: Simulation;
  readonly twin: Twin;
  private readonly recorder: RunRecorder;
  private readonly pump: Pump;
  private readonly network: RealNetwork;
  private readonly programs: RealPrograms;
  private readonly world: World;
  private state: 'new' | 'running' | 'over' = 'new';
  private finished: SimulatedRun | undefined;

  constructor(scenario: Scenario, options: VirtualRunOptions = {}) {
    install();
    installNetwork();
    const untilUs = options.untilUs ?? Math.max(LONGEST_US, scenario.untilUs);
    const { seed = scenario.seed } = options;
    this.simulation = new Simulation(
      { ...scenario, untilUs },
      {
        seed,
        tlsEngine: options.tlsEngine ?? tlsEngine(),
        startReal: (client, program, index) => this.programs.start(client, program, index),
      },
    );
    this.recorder = new RunRecorder(this.simulation, options.logLevel, { judgesAnswers: false });
    const { kernel } = this.simulation;
    const pump = new Pump(this.simulation, {
      holdLimitS: options.holdLimitS ?? HOLD_LIMIT_S,
      left: () => this.left(),
    });
    this.pump = pump;
    const post = (task: () => void): void => {
      pump.post(task);
    };
    this.network = new RealNetwork(this.simulation, {
      names: options.names ?? [],
      allow: options.allow ?? [],
      defaultClient: options.client ?? 'app',
      post,
      onWork: options.onWork,
      onAction: options.onAction,
    });
    const random = new Random(seed).fork('real clients');
    this.world = {
      get nowUs() {
        return kernel.nowUs;
      },
      epochMs: options.epochMs ?? EPOCH_MS,
      at: (timeUs, task) => {
        options.onWork?.();
        return kernel.at(timeUs, () => {
          pump.post(task);
        });
      },
      post,
      mask: maskOf(random),
      randomInt: (min, max) => random.int(min, max),
      hold: (what) => pump.hold(what),
      clockRead: () => {
        pump.clockRead();
      },
    };
    this.twin = new Twin(this.simulation, this.network, pump, () => this.finish());
    const { simulation, network, twin } = this;
    this.programs = new RealPrograms({ simulation, network, pump, twin, onDeed: options.onProgram });
  }

  /** Runs a body from boot to its end. Rejects with what it throws, or with what kept it from its end. */
  async run<T>(body: (twin: Twin) => T | Promise<T>): Promise<T> {
    this.begin();
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    const started = this.programs.load().then(() => body(this.twin));
    started.then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { error }),
    );
    try {
      await this.pump.run(() => outcome !== undefined);
    } catch (error) {
      // What kept it from its end says more than what comes of ending it.
      await this.end().catch(() => undefined);
      throw error;
    }
    await this.end();
    if (outcome === undefined) throw new Error('the body has not ended');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** The run once it is over: outcomes, log, resources, verdict; for matchers too. */
  get result(): SimulatedRun {
    if (!this.simulation.isOver)
      throw new Error('the run is not over: await run.run(…), or await twin.finish() in it');
    return (this.finished ??= new SimulatedRun(
      this.simulation.scenario,
      this.simulation.seed,
      this.recorder,
    ));
  }

  /** Takes the process over. A program's own life may be the body: then there is no {@link run}. */
  begin(): void {
    if (this.state !== 'new') throw new NotPossibleError('a run runs once: make a new one');
    if (currentWorld() !== undefined)
      throw new NotPossibleError('another run owns the process: await it first');
    if (isInVmContext())
      throw new NotPossibleError(
        "in a vm context the clock is not the process' own: use the pools forks or threads of vitest, not the vm pools",
      );
    const fakes = replacedGlobals();
    if (fakes.length > 0) throw new NotPossibleError(fakesText(fakes));
    warnOfTooEarly();
    this.state = 'running';
    setWorld(this.world);
    setNetwork(this.network);
    takeUndiciTicksOver();
    renewMasks(this.world);
  }

  /** The pump, for whoever drives the run without a body. @internal */
  get driver(): Pump {
    return this.pump;
  }

  /** Whether a program would live on: timers, sockets and servers that are not unref'd. */
  get isAlive(): boolean {
    return this.network.isAlive || runningTimers().some((timer) => timer.hasRef());
  }

  /** Whether the module of a real client is being loaded. */
  get isLoading(): boolean {
    return this.programs.isLoading;
  }

  /** Ends virtual time now: the device's last word. JavaScript goes on. */
  finish(): SimulatedRun {
    this.simulation.stop();
    return this.result;
  }

  private async end(): Promise<void> {
    this.simulation.stop();
    this.network.end();
    try {
      await this.pump.drain();
      endUndiciTicks();
    } finally {
      setNetwork(undefined);
      setWorld(undefined);
      leaveTimers();
      this.state = 'over';
    }
  }

  private left(): Leftovers {
    return {
      timers: runningTimers().map(
        ({ ms, isInterval, callback }) =>
          `${isInterval ? 'setInterval' : 'setTimeout'} ${ms} ms${callback.name === '' ? '' : ` (${callback.name})`}`,
      ),
      connections: this.network.views(),
      holds: [...this.pump.holds.values()],
    };
  }
}

/** RFC 6455 section 5.3: four bytes. */
function maskOf(random: Random): Uint8Array {
  const own = random.fork('mask');
  return Uint8Array.from({ length: 4 }, () => own.int(0, 255));
}
