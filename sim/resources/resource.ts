/**
 * Limited resources: everything of which the device has only so many.
 *
 * Counting is plain code; the lifecycle machine says whether somebody was turned away since a unit was last given back.
 * Every refusal becomes a `refuse` record that names the resource, its size, its holders
 * and the client that paid.
 */

import { ModelError } from '../kernel/errors.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Lifecycle, LifecycleRegistry } from '../kernel/lifecycle.js';
import type { Holder, LimitName, Trace } from '../kernel/trace.js';
import type { LimitDefinition } from './definition.js';
import { isMeant, limitText } from './limit-name.js';
import { RESOURCE_LIFECYCLE, type ResourceEvent, type ResourceState } from './resource.table.js';

/** Why a resource turned somebody away, and whom. */
export interface Refusal {
  /** Client that paid, where one can be named. */
  readonly client?: string | undefined;
  /** The port of its connection, where it is about one. */
  readonly port?: number | undefined;
  /** What happened because of it: `SYN dropped`, `accept() failed with ENFILE, FIN` … */
  readonly effect: string;
}

/** What a limited resource is given: the clock, the trace, the machines, and where it enters itself. */
export interface ResourceHome {
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** @internal */
  readonly lifecycles: LifecycleRegistry;
  /** Absent in unit tests. @internal */
  readonly resources?: ResourceRegistry;
}

/** Figures of a resource. */
export interface ResourceFigures {
  readonly used: number;
  readonly peak: number;
  readonly refusals: number;
}

/** Every limited resource that a device has had, for the summary of a run. Resources of one name are one. */
export class ResourceRegistry {
  private readonly byName = new Map<string, LimitedResource[]>();

  add(resource: LimitedResource): void {
    const { text } = resource;
    const same = this.byName.get(text);
    if (same) same.push(resource);
    else this.byName.set(text, [resource]);
  }

  /** The resources with a name; none for a name that nothing has had so far. */
  called(name: LimitName): readonly LimitedResource[] {
    return this.byName.get(limitText(name)) ?? [];
  }

  /** The resources that a name means: those with the name, or, for a kind alone, the only ones of that kind. */
  find(wanted: LimitName): readonly LimitedResource[] {
    const found = this.called(wanted);
    if (found.length > 0) return found;
    const like = [...this.byName.values()].filter((same) => isMeant(same[0]!.name, wanted));
    return like.length === 1 ? like[0]! : [];
  }

  /** How many names there have been so far. @internal */
  get names(): number {
    return this.byName.size;
  }

  /** All resources, by name in order of first appearance. */
  all(): Iterable<readonly LimitedResource[]> {
    return this.byName.values();
  }
}

/** Figures of resources of one name: what they use together, the highest peak, all refusals. */
export function figuresOf(same: readonly LimitedResource[]): ResourceFigures {
  let used = 0;
  let peak = 0;
  let refusals = 0;
  for (const one of same) {
    used += one.used;
    peak = Math.max(peak, one.peak);
    refusals += one.refusals;
  }
  return { used, peak, refusals };
}

/** What a resource is. */
export interface ResourceSetup {
  readonly limit: LimitDefinition;
  /** Whose it is (`:80`, `c1`); absent for the device's only one. */
  readonly of?: string;
  /** How many units there are; `Infinity` when only the heap limits it. */
  readonly size: number;
  /** What the firmware's configuration calls the option that sets the size; `limit.sizedBy` unless said. */
  readonly option?: string | undefined;
  /** Who holds it at present; called only when somebody is refused or asks. */
  readonly holders: () => readonly Holder[];
}

/** A resource that is only counted: nothing but memory limits it. */
export function counted(
  env: ResourceHome,
  limit: LimitDefinition,
  holders: () => readonly Holder[],
): LimitedResource {
  return new LimitedResource(env, { limit, size: Number.POSITIVE_INFINITY, holders });
}

/** A resource with a name, a size and users. */
export class LimitedResource {
  used = 0;
  peak = 0;
  refusals = 0;
  readonly limit: LimitDefinition;
  readonly name: LimitName;
  /** The name as text: `sockets`, `backlog :80` … */
  readonly text: string;
  readonly size: number;
  /** What the firmware's configuration calls the option that sets the size. */
  readonly option: string | undefined;
  private readonly holders: () => readonly Holder[];
  private readonly lifecycle: Lifecycle<ResourceState, ResourceEvent>;

  constructor(
    private readonly env: ResourceHome,
    { limit, of, size, option = limit.sizedBy, holders }: ResourceSetup,
  ) {
    this.limit = limit;
    this.name = of === undefined ? { kind: limit.kind } : { kind: limit.kind, of };
    this.text = limitText(this.name);
    this.size = size;
    this.option = option;
    this.holders = holders;
    this.lifecycle = env.lifecycles.start(RESOURCE_LIFECYCLE, this.text);
    env.resources?.add(this);
  }

  get state(): ResourceState {
    return this.lifecycle.state;
  }

  /** Names who holds it now. */
  heldBy(): readonly Holder[] {
    return this.holders();
  }

  /** True when `units` more fit. */
  hasRoom(units = 1): boolean {
    return this.used + units <= this.size;
  }

  /** Takes units that the caller knows to fit. Throws {@link ModelError} past the size. */
  take(units = 1): void {
    this.used += units;
    if (this.used > this.peak) {
      this.peak = this.used;
      if (this.used > this.size) throw new ModelError(`${this.text} used past its size`, { used: this.used });
    }
  }

  /** Gives units back. */
  release(units = 1): void {
    this.used -= units;
    if (this.used < 0) throw new ModelError(`${this.text} released more than taken`, { used: this.used });
    if (this.lifecycle.state === 'exhausted') this.lifecycle.send('release');
  }

  /** Takes or gives back until `used` units are taken, where they are counted elsewhere; never more than there are. */
  measure(used: number): void {
    const change = Math.max(0, Math.min(this.size, used)) - this.used;
    if (change > 0) this.take(change);
    else if (change < 0) this.release(-change);
  }

  /** Records that somebody was turned away. */
  refuse({ client, port, effect }: Refusal): void {
    this.refusals++;
    this.lifecycle.send('refuse');
    const { trace, kernel } = this.env;
    if (!trace.wants.refuse) return;
    trace.emit({
      t: kernel.nowUs,
      k: 'refuse',
      resource: this.name,
      used: this.used,
      ...sizeFields(this),
      holders: this.holders(),
      ...(client === undefined ? {} : { c: client }),
      ...(port === undefined ? {} : { port }),
      effect,
    });
  }

  /** Ends the machine of a resource that goes away (the backlog of a closed listener). */
  end(): void {
    this.lifecycle.end();
  }
}

/** Size and option of a resource, as records have them: absent where nothing but the heap limits it. */
export function sizeFields({ size, option }: LimitedResource): { size?: number; option?: string } {
  if (!Number.isFinite(size)) return {};
  return option === undefined ? { size } : { size, option };
}
