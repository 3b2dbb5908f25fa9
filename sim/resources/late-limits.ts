/**
 * Limits of one owner (a connection, a server) that seldom turn anybody away: each becomes a resource at its first
 * refusal. Until then it costs nothing.
 */

import { limitText } from './limit-name.js';
import { LimitedResource, type Refusal, type ResourceHome, type ResourceSetup } from './resource.js';

interface Late {
  readonly resource: LimitedResource;
  /** How much is taken now. */
  readonly used: () => number;
}

export class LateLimits {
  private readonly made = new Map<string, Late>();

  constructor(private readonly env: ResourceHome) {}

  /** Records that somebody was turned away; `used` says how much is taken, now and whenever it is measured. */
  refuse(setup: ResourceSetup, used: () => number, refusal: Refusal): void {
    this.full(setup, used).refuse(refusal);
  }

  /** The same, but only the first time since there was room: for what is tried again and again. */
  refuseOnce(setup: ResourceSetup, used: () => number, refusal: Refusal): void {
    const resource = this.full(setup, used);
    if (resource.state === 'available') resource.refuse(refusal);
  }

  /** Records that something was longer than there is room for; the room is free before and after. */
  refuseTooLong(setup: ResourceSetup, refusal: Refusal): void {
    const resource = this.full(setup, () => setup.size);
    resource.refuse(refusal);
    resource.measure(0);
  }

  /** Looks how much is taken of each. */
  measure(): void {
    for (const { resource, used } of this.made.values()) resource.measure(used());
  }

  /** They go away with their owner. */
  end(): void {
    for (const { resource } of this.made.values()) {
      resource.measure(0);
      resource.end();
    }
    this.made.clear();
  }

  private full(setup: ResourceSetup, used: () => number): LimitedResource {
    const { limit, of } = setup;
    const name = limitText(of === undefined ? { kind: limit.kind } : { kind: limit.kind, of });
    let late = this.made.get(name);
    if (late === undefined) {
      const resource: LimitedResource = new LimitedResource(this.env, {
        ...setup,
        holders: () => (resource.used === 0 ? [] : setup.holders()),
      });
      late = { resource, used };
      this.made.set(name, late);
    }
    late.resource.measure(used());
    return late.resource;
  }
}
