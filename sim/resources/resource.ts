/**
 * Limited resources: everything of which the device has only so many.
 *
 * Counting is plain code; the lifecycle machine is told only of edges: the first refusal (`exhausted`) and the release
 * that ends it (`available`). Every refusal becomes a `refuse` record that names the resource, its size, its holders
 * and the client that paid.
 */

import { ModelError } from '../kernel/errors.js';
import type { Lifecycle } from '../kernel/lifecycle.js';
import type { Kernel } from '../kernel/kernel.js';
import type { LifecycleRegistry } from '../kernel/lifecycle.js';
import type { Trace } from '../kernel/trace.js';
import { RESOURCE_LIFECYCLE, type ResourceEvent, type ResourceState } from './resource.machine.js';

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
  readonly lifecycles: LifecycleRegistry;
  /** Absent in unit tests. */
  readonly resources?: ResourceRegistry;
}

/** Every limited resource that a device has had, for the summary of a run. Resources of one name are one. */
export class ResourceRegistry {
  private readonly byName = new Map<string, LimitedResource[]>();

  add(resource: LimitedResource): void {
    const same = this.byName.get(resource.name);
    if (same) same.push(resource);
    else this.byName.set(resource.name, [resource]);
  }

  /** All resources, by name in order of first appearance. */
  all(): Iterable<readonly LimitedResource[]> {
    return this.byName.values();
  }
}

/** A resource with a name, a size and users. */
export class LimitedResource {
  used = 0;
  peak = 0;
  refusals = 0;
  private readonly lifecycle: Lifecycle<ResourceState, ResourceEvent>;

  constructor(
    private readonly env: ResourceHome,
    /** Name as in traces and reports: `sockets`, `backlog :80`, `MEMP_TCP_PCB`, `heap` … */
    readonly name: string,
    /** How many there are; `Infinity` when only the heap limits it. */
    readonly size: number,
    /** Names who holds it at present, one entry a unit or a holder; called only when somebody is refused. */
    private readonly holders: () => readonly string[],
  ) {
    this.lifecycle = env.lifecycles.start(RESOURCE_LIFECYCLE, name);
    env.resources?.add(this);
  }

  get state(): ResourceState {
    return this.lifecycle.state;
  }

  /** Names who holds it now. */
  heldBy(): readonly string[] {
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
      if (this.used > this.size) throw new ModelError(`${this.name} used past its size`, { used: this.used });
    }
  }

  /** Gives units back. */
  release(units = 1): void {
    this.used -= units;
    if (this.used < 0) throw new ModelError(`${this.name} released more than taken`, { used: this.used });
    if (this.lifecycle.state === 'exhausted') this.lifecycle.send('release');
  }

  /** Records that somebody was turned away. */
  refuse(refusal: Refusal): void {
    this.refusals++;
    if (this.lifecycle.state === 'available') this.lifecycle.send('refuse');
    const { trace, kernel } = this.env;
    if (!trace.wants.refuse) return;
    trace.emit({
      t: kernel.nowUs,
      k: 'refuse',
      resource: this.name,
      ...(Number.isFinite(this.size) ? { size: this.size } : {}),
      holders: this.holders(),
      ...(refusal.client === undefined ? {} : { c: refusal.client }),
      ...(refusal.port === undefined ? {} : { port: refusal.port }),
      effect: refusal.effect,
    });
  }

  /** Ends the machine of a resource that goes away (the backlog of a closed listener). */
  end(): void {
    this.lifecycle.end();
  }
}
