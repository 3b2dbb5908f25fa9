/**
 * One run of one scenario: a device, its clients, the link between them, and the steps.
 *
 * Consumers subscribe to `trace` before {@link Simulation.run} (or the first {@link Simulation.step}); nothing that
 * they do there changes the run.
 */

import { Hosts } from '../hosts/hosts.js';
import { timelineSteps } from '../hosts/steps/registry.js';
import { Kernel, type RunEnd, type StepKind } from '../kernel/kernel.js';
import { LifecycleRegistry } from '../kernel/lifecycle.js';
import { ConsoleUart } from '../kernel/console-uart.js';
import { Cpu } from '../kernel/cpu.js';
import { DeviceLog } from '../kernel/log.js';
import { Random } from '../kernel/random.js';
import { FOREVER } from '../kernel/task.js';
import { ForcedOrder, SeededOrder, type TaskOrder } from '../kernel/task-order.js';
import { traceWork } from '../kernel/task-work.js';
import { Trace, type LogLevel, type MetaRecord } from '../kernel/trace.js';
import type { DeviceCpu } from '../document/device-cpu.js';
import { ResourceRegistry } from '../resources/resource.js';
import type { RealTlsEngine } from '../tls/real/real-end.js';
import { RealTls } from '../tls/real/real-tls.js';
import { PlayedEngine } from '../tls/real/taped-engine.js';
import { TOOL_NAME, TOOL_VERSION } from '../version.js';
import { Link } from '../wire/link.js';
import {
  createDevice,
  deviceTickUs,
  firmwareOf,
  lineBytesOf,
  securePortOf,
  startSocketUsers,
  type Device,
} from './firmware.js';
import { clientSettings, linkOptionsOf, startGroups, type StartReal } from './run-groups.js';
import { HeapProfile } from './heap-profile.js';
import { ResRecorder } from './res-recorder.js';
import { emitCpu, emitEnd, emitUnstarted, emitUsage } from './run-end.js';
import type { DeviceSetup, Scenario, Step } from '../language/scenario.js';
import { explainRunError } from '../language/user-app/load.js';

/** Choices of a run that are not the scenario's. */
export interface SimulationOptions {
  /** Replaces the scenario's seed. */
  readonly seed?: number;
  /** Single ways of another release of the device's firmware, by the names of differences. */
  readonly traits?: Readonly<Record<string, boolean>>;
  /** `res` records carry `heap`, the bytes in use, and are also written when only that has changed. */
  readonly heapRecords?: boolean;
  /** Makes the device's ends of real clients' TLS; without it, it is the model's, which no real client understands. */
  readonly tlsEngine?: RealTlsEngine | undefined;
  /** Begins real clients' programs; without it, the scenario's tape is played. */
  readonly startReal?: StartReal;
}

/** How a run ended, and when (virtual microseconds). */
export interface RunResult {
  readonly end: RunEnd;
  readonly timeUs: number;
}

export class Simulation {
  readonly kernel: Kernel;
  readonly trace = new Trace();
  readonly lifecycles = new LifecycleRegistry();
  readonly resources = new ResourceRegistry();
  readonly hosts: Hosts;
  readonly link: Link;
  readonly device: Device;
  readonly seed: number;
  /** TLS of real clients, in runs that may have some. @internal */
  readonly realTls: RealTls | undefined;
  private readonly random: Random;
  private readonly cpu: Cpu | undefined;
  private readonly console: ConsoleUart | undefined;
  private readonly heap: HeapProfile;
  private readonly watchers: (() => void)[] = [];
  /** When each client begins. */
  private readonly starts = new Map<string, number>();
  /** Clients of steps. */
  private readonly scripted = new Set<string>();
  private readonly startReal: StartReal | undefined;
  private booted = false;
  private ended = false;

  constructor(
    readonly scenario: Scenario,
    options: SimulationOptions = {},
  ) {
    const { device } = scenario;
    this.seed = options.seed ?? scenario.seed;
    this.startReal = options.startReal;
    this.random = new Random(this.seed);
    this.kernel = new Kernel(deviceTickUs(device));
    this.kernel.order = orderOf(scenario);
    const { kernel, trace, lifecycles, resources } = this;
    kernel.endUs = scenario.untilUs;
    this.cpu = device.cpu && new Cpu(kernel, device.cpu.figures);
    this.console = consoleOf(kernel, device);
    this.link = new Link({ kernel, trace, random: this.random }, linkOptionsOf(scenario));
    const engine = options.tlsEngine ?? (scenario.tape && new PlayedEngine(scenario.tape.tls));
    this.realTls = engine && new RealTls(engine);
    const { realTls } = this;
    this.hosts = new Hosts(
      { kernel, trace, lifecycles, realTls },
      this.link,
      clientSettings(scenario, this.scripted),
    );
    const env = {
      kernel,
      trace,
      lifecycles,
      resources,
      log: new DeviceLog(kernel, trace, device.logLevels?.built, this.console),
      cpu: this.cpu,
      peerName: (ip: number) => this.hosts.nameOf(ip),
      addressOf: (client: string) => this.hosts.get(client).ip,
    };
    this.device = this.blamed(() =>
      createDevice(env, options.traits === undefined ? device : { ...device, traits: options.traits }, {
        output: (segment) => this.link.sendFromDevice(segment),
        heapCounts: options.heapRecords === true,
        realTls,
      }),
    );
    this.heap = new HeapProfile(this.device);
    this.link.attachDevice((segment) => this.device.receive(segment));
    // Clients get their addresses in the order in which the scenario first names them.
    for (const step of scenario.steps) this.introduce(step);
    for (const { clients } of scenario.groups ?? []) for (const name of clients) this.hosts.get(name);
  }

  /** Runs to the scenario's end, a panic or a livelock. */
  run(): RunResult {
    return this.runFor(Number.POSITIVE_INFINITY)!;
  }

  /** The same, but for so many steps of the kernel at most; undefined when there is more to do. */
  runFor(steps: number): RunResult | undefined {
    this.boot();
    const end = this.blamed(() => this.kernel.runFor(steps, this.scenario.untilUs));
    if (end === undefined) return undefined;
    this.finish(end);
    return { end, timeUs: this.kernel.nowUs };
  }

  /**
   * Does the next thing (see {@link Kernel.step}) not after `limitUs`; `idle` when there is none. The run is over with
   * the one that finds nothing more until the scenario's end.
   */
  step(limitUs = this.scenario.untilUs): StepKind {
    this.boot();
    return this.blamed(() => this.proceed(limitUs));
  }

  /** Does one thing after the other until `isReached`, the run's end, or until nothing is ever due any more. */
  runUntil(isReached: () => boolean): void {
    this.boot();
    const { kernel } = this;
    this.blamed(() => {
      while (!this.ended && !isReached() && kernel.nextDueUs !== FOREVER) this.proceed(kernel.endUs);
    });
  }

  private proceed(limitUs: number): StepKind {
    if (this.ended) return 'idle';
    const { kernel } = this;
    const untilUs = kernel.endUs;
    const kind = kernel.step(Math.min(limitUs, untilUs));
    if (kernel.panic) this.finish('panic');
    else if (kernel.livelock) this.finish('livelock');
    else if (kind === 'idle' && limitUs >= untilUs) this.finish('until');
    return kind;
  }

  /**
   * Does everything that is due now. Time does not move on, so the instant is not over: what is done then still belongs
   * to it.
   */
  finishInstant(): void {
    this.boot();
    const { kernel } = this;
    this.blamed(() => {
      while (!this.ended && kernel.nextDueUs <= kernel.nowUs) this.proceed(kernel.nowUs);
    });
  }

  /** Ends the run now, before the scenario's end. Nothing happens any more. */
  stop(): void {
    this.finishInstant();
    if (this.ended) return;
    this.kernel.beforeAdvance?.();
    this.finish('until');
  }

  /** True once the run is over. */
  get isOver(): boolean {
    return this.ended;
  }

  /** Calls `look` whenever everything at a moment has happened, just before time moves on; subscribe before the run. */
  onSettled(look: () => void): void {
    this.watchers.push(look);
  }

  /** Performs a step now, as if the scenario had it at this moment. */
  perform(step: Step): void {
    if ('do' in step) timelineSteps[step.do].perform(this.hosts.get(step.client), step);
    else this.device.command(step);
  }

  /** Adds a step to a run under way, as if it had been the last of the scenario's list from the start. */
  schedule(step: Step): void {
    this.introduce(step);
    this.kernel.atScripted(step.atUs, () => this.perform(step));
  }

  /** A step's client is one of the scenario's, also when the step was typed during the run. */
  private introduce(step: Step): void {
    if (!('do' in step)) return;
    this.scripted.add(step.client);
    this.hosts.get(step.client);
  }

  /** Errors of the user's own applications get their file and line. */
  private blamed<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw explainRunError(error, this.scenario.device.userApps);
    }
  }

  private boot(): void {
    if (this.booted) return;
    this.booted = true;
    const { kernel, trace, scenario, device } = this;
    if (trace.wants.meta) {
      const securePort = securePortOf(scenario.device);
      trace.emit({
        t: 0,
        k: 'meta',
        tool: TOOL_NAME,
        version: TOOL_VERSION,
        profile: scenario.device.profile,
        firmware: firmwareOf(scenario.device),
        tickUs: kernel.tickUs,
        seed: this.seed,
        scenario: scenario.name,
        ...cpuWords(scenario.device.cpu),
        ...(securePort === undefined ? {} : { securePort }),
      });
    }
    const recorder = trace.wants.res ? new ResRecorder(kernel, trace, device) : undefined;
    const heap = trace.wants.usage ? this.heap : undefined;
    const { watchers } = this;
    if (recorder || heap || watchers.length > 0) {
      kernel.beforeAdvance = () => {
        recorder?.look();
        heap?.look();
        for (const look of watchers) look();
      };
    }
    if (trace.wants.work) traceWork(kernel, trace);
    if (trace.wants.state) {
      this.lifecycles.watch({
        moved: ({ definition, owner, state: to }, from, event) =>
          trace.emit({ t: kernel.nowUs, k: 'state', machine: definition.id, owner, from, to, event }),
      });
    }
    for (const step of scenario.steps) this.schedule(step);
    for (const step of scenario.steps) if ('client' in step) this.noteStart(step.client, step.atUs);
    const { hosts, random, startReal } = this;
    const run = { kernel, hosts, random, tape: scenario.tape, startReal };
    for (const [client, atUs] of startGroups(scenario.groups ?? [], run)) this.noteStart(client, atUs);
    const log = new DeviceLog(kernel, trace);
    const home = { kernel, log, stack: device.stack, addressOf: (name: string) => hosts.get(name).ip };
    startSocketUsers(scenario.device.socketUsers ?? [], home);
    device.boot();
  }

  private noteStart(client: string, atUs: number): void {
    if (!this.starts.has(client)) this.starts.set(client, atUs);
  }

  private finish(end: RunEnd): void {
    this.ended = true;
    emitEnd(this.kernel, this.trace, end);
    if (end !== 'until') emitUnstarted(this.kernel, this.trace, this.starts);
    emitCpu(this.kernel, this.trace, this.cpu, this.console);
    emitUsage(this.kernel, this.trace, this.resources, this.heap);
  }
}

/** The order of tasks that a scenario wants; undefined: by priority. */
function orderOf({ interleaving }: Scenario): TaskOrder | undefined {
  if (interleaving === undefined) return undefined;
  return interleaving.switches === undefined
    ? new SeededOrder(new Random(interleaving.seed).fork('interleaving'))
    : new ForcedOrder(interleaving.switches);
}

/** What the devices print as they come: CONFIG_LOG_DEFAULT_LEVEL_INFO of ESP-IDF; lws's notices on a W800 rank as high. */
const CONSOLE_LEVEL = 'I';

/** Least important level that a device prints: what takes time with `cpu`, and what `--log-level` is unless given. */
export function consoleLevel({ logLevels }: DeviceSetup): LogLevel | 'none' {
  return logLevels?.console ?? CONSOLE_LEVEL;
}

function consoleOf(kernel: Kernel, device: DeviceSetup): ConsoleUart | undefined {
  const uart = device.cpu?.uart;
  const level = consoleLevel(device);
  if (uart === undefined || level === 'none') return undefined;
  const lineUs = device.cpu?.figures.log_line ?? 0;
  return new ConsoleUart(kernel, {
    ...uart,
    lineUs,
    level,
    lineBytes: lineBytesOf(device),
  });
}

/** What the trace's first record says of `device.cpu`. */
function cpuWords(cpu: DeviceCpu | undefined): Pick<MetaRecord, 'cpu' | 'unmeasured'> {
  if (cpu === undefined) return {};
  const { chip, own, unmeasured } = cpu;
  const figures = own.length === 0 ? '' : `figures of your own (${own.join(', ')})`;
  const words = chip === undefined ? figures || 'no figures' : [chip, figures].filter(Boolean).join(' with ');
  return { cpu: words, ...(unmeasured.length === 0 ? {} : { unmeasured }) };
}
