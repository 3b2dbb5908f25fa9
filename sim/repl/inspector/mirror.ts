/**
 * A live instance that goes where the person stands, and tells of its machines by XState's inspection API.
 *
 * Forwards it does the same steps and every event is told as it happens. Backwards there is nothing to tell: another
 * instance takes over, and all machines alive are announced anew.
 */

import type { InspectionEvent } from 'xstate';
import { Instance } from '../engine/instance.js';
import type { DebugSession } from '../engine/debug-session.js';
import type { Timeline } from '../engine/timeline.js';
import { ActorWatch, type ActorFactory } from './actors.js';
import { actorMessage, wireMessage, type WireEvent } from './wire.js';

/** Steps that are told one by one; over longer stretches only the outcome is. */
const MOST_TOLD = 2000;

/** Who is told. */
export interface Audience {
  /** Everything told so far is void. */
  reset(): void;
  tell(event: WireEvent): void;
}

export class Mirror {
  private instance: Instance | undefined;
  private timeline: Timeline | undefined;
  private steps: readonly unknown[] = [];
  private actors: ActorWatch | undefined;
  private isTelling = false;

  constructor(
    private readonly session: DebugSession,
    private readonly audience: Audience,
    private readonly factory: ActorFactory,
  ) {}

  /** Goes to where the session is now. */
  follow(): void {
    const { timeline, position } = this.session;
    const { steps } = timeline.scenario;
    const isSame = this.timeline === timeline && this.steps === steps;
    const from = this.instance?.position ?? 0;
    if (isSame && position >= from && position - from <= MOST_TOLD) {
      this.isTelling = true;
      this.instance!.advanceTo(position);
      this.isTelling = false;
      return;
    }
    this.timeline = timeline;
    this.steps = steps;
    this.instance = new Instance(timeline.scenario);
    this.instance.advanceTo(position);
    this.actors = new ActorWatch(this.instance.lifecycles, this.factory, (event) => this.hear(event));
    this.audience.reset();
    for (const message of this.living()) this.audience.tell(message);
  }

  /** Announcements of all machines alive, for somebody who comes late. */
  living(): WireEvent[] {
    const timeUs = this.instance?.kernel.nowUs ?? 0;
    return [...(this.actors?.living() ?? [])].map((actor) =>
      actorMessage(actor, actor.getSnapshot(), timeUs),
    );
  }

  private hear(event: InspectionEvent): void {
    if (!this.isTelling) return;
    const message = wireMessage(event, this.instance?.kernel.nowUs ?? 0);
    if (message !== undefined) this.audience.tell(message);
  }
}
