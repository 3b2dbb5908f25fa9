/**
 * One timeline: a scenario with the steps typed so far, run as far as anybody wanted to see.
 *
 * The frontier instance has done the furthest step and writes the history. Earlier positions are looked at with other
 * instances of the same timeline, which do exactly the same steps. Adding a step at an earlier position makes that
 * position the frontier: what lay beyond happens anew.
 */

import { inspectAll, type View } from '../../inspect/inspect.js';
import type { Scenario, Step } from '../../language/scenario.js';
import { History, MOST_KEPT } from './history.js';
import { Instance } from './instance.js';
import { Parking } from './parking.js';
import { Probe, type Reading } from './probe.js';

/**
 * Positions before the one looked at whose views are kept on the way to it: more after a long way, since the next look
 * is likely to be shortly before this one, and may have a long way, too. A view costs as much as some 16 steps.
 */
const FEWEST_VIEWS = 64;
const MANY_VIEWS = 512;
const STEPS_PER_VIEW = 16;
/** Views kept in all. */
const MOST_VIEWS = 1024;

/** How far behind the frontier its shadow stays, how often it moves on, and by how much at most. */
const SHADOW_DISTANCE = 256;
const SHADOW_STRIDE = 64;
const SHADOW_LEAP = 3 * SHADOW_STRIDE;

export class Timeline {
  readonly history: History;
  private frontier: Instance;
  private readonly parking: Parking;
  private readonly views = new Map<number, View>();
  private readonly probes = new Set<Probe>();
  private booted: Instance | undefined;

  constructor(
    private script: Scenario,
    /** Keeps an instance shortly behind the frontier: looking back is quick at once, but every step is done twice. */
    private readonly hasShadow = false,
    mostKept = MOST_KEPT,
  ) {
    this.history = new History(() => new Instance(this.script), mostKept);
    this.parking = new Parking(() => new Instance(this.script));
    this.frontier = this.startAnew();
  }

  /** The scenario with the typed steps behind its own. */
  get scenario(): Scenario {
    return this.script;
  }

  /** True when the furthest step has ended the run. */
  get isOver(): boolean {
    return this.frontier.isOver;
  }

  /** Names of the clients, in order of addresses. */
  get clientNames(): string[] {
    return Array.from(this.frontier.hosts, (host) => host.name);
  }

  /** Positions of parked instances, for `info session`. */
  get parkedAt(): number[] {
    return this.parking.positions;
  }

  /** Does one more step not after `limitUs`; false when there is none. */
  advance(limitUs: number): boolean {
    const { frontier } = this;
    const kind = frontier.advance(limitUs);
    if (kind === undefined) return false;
    this.history.note(frontier, kind);
    for (const probe of this.probes) probe.look(frontier, frontier.position);
    const { position } = frontier;
    if (this.hasShadow && position % SHADOW_STRIDE === 0 && position > SHADOW_DISTANCE) {
      this.parking.follow(position - SHADOW_DISTANCE, SHADOW_LEAP);
    }
    return true;
  }

  /** Everything that can be seen at a position. */
  view(position: number): View {
    const known = this.views.get(position);
    if (known !== undefined) return known;
    if (this.frontier.position === position) return this.keep(position, inspectAll(this.frontier));
    const instance = this.parking.take(position);
    const distance = position - instance.position;
    const views = Math.min(MANY_VIEWS, Math.max(FEWEST_VIEWS, Math.floor(distance / STEPS_PER_VIEW)));
    instance.advanceTo(Math.max(instance.position, position - views));
    for (; instance.position < position; instance.advance())
      this.keep(instance.position, inspectAll(instance));
    const view = this.keep(position, inspectAll(instance));
    this.parking.park(instance);
    return view;
  }

  /** A live device that knows the names of things: the frontier, or one that has booted. Nothing may be done to it. */
  get newest(): Instance {
    if (this.frontier.position > 0) return this.frontier;
    if (this.booted === undefined) {
      this.booted = new Instance(this.script);
      while (this.booted.advance(0) !== undefined);
    }
    return this.booted;
  }

  /** Adds a step to what happens from `position` on; its time must not be before the present one. */
  add(step: Step, position: number): void {
    const isNewClient = 'do' in step && !this.clientNames.includes(step.client);
    if (this.frontier.position !== position || this.frontier.kernel.nowUs > step.atUs)
      this.goBackTo(position);
    this.script = { ...this.script, steps: [...this.script.steps, step] };
    this.history.noteChange();
    // Clients of groups get their addresses behind those of the steps: a new one moves them all.
    if (position === 0 || (isNewClient && (this.script.groups ?? []).length > 0)) {
      this.startOver(position);
      return;
    }
    // A new client has an address from the start of time on.
    if (isNewClient) this.views.clear();
    this.parking.schedule(step, position);
    this.frontier.schedule(step);
  }

  /** Follows a value, from the start of time. */
  follow(name: string, read: Reading): Probe {
    const probe = new Probe(name, read);
    const instance = new Instance(this.script);
    probe.look(instance, 0);
    while (instance.position < this.frontier.position && instance.advance() !== undefined) {
      probe.look(instance, instance.position);
    }
    this.probes.add(probe);
    return probe;
  }

  /** Ends {@link follow}. */
  unfollow(probe: Probe): void {
    this.probes.delete(probe);
  }

  /** Prepares for looking back from a position; false when nothing is left to do. */
  tend(position: number, isTimeUp: () => boolean): boolean {
    return this.parking.tend(position, isTimeUp);
  }

  /** Makes an earlier position the frontier, and forgets what lay beyond. */
  private goBackTo(position: number): void {
    const instance = this.parking.take(position);
    instance.advanceTo(position);
    this.frontier.recordTo(undefined);
    this.frontier = instance;
    this.history.truncate(position);
    this.history.attach(instance);
    for (const probe of this.probes) probe.truncate(position);
    for (const known of this.views.keys()) if (known > position) this.views.delete(known);
  }

  /** Does everything up to a position again. */
  private startOver(position: number): void {
    this.parking.clear();
    this.booted = undefined;
    this.history.truncate(0);
    for (const probe of this.probes) probe.truncate(0);
    this.frontier = this.startAnew();
    while (this.history.length < position && this.advance(Number.POSITIVE_INFINITY));
  }

  private startAnew(): Instance {
    const instance = new Instance(this.script);
    this.history.attach(instance);
    this.views.clear();
    return instance;
  }

  private keep(position: number, view: View): View {
    if (this.views.size >= MOST_VIEWS) {
      const [oldest] = this.views.keys();
      this.views.delete(oldest!);
    }
    this.views.set(position, view);
    return view;
  }
}
