/**
 * A session: where on the timeline the person stands, and how they move.
 *
 * A position is a number of kernel steps done; within a quiet stretch the clock can stand anywhere between two steps.
 * Moving forward does steps that nobody has seen yet or walks over recorded ones; moving back only walks.
 */

import type { View } from '../../inspect/inspect.js';
import type { Step } from '../../language/scenario.js';
import { UserError } from '../user-error.js';
import type { HistoryStep } from './history.js';
import type { EditedScenario, WrittenStep } from './edited-scenario.js';
import { effectTimeUs } from './effect-time.js';
import { Timeline } from './timeline.js';
import { exactDuration, timeText } from '../format/time.js';

/** Says of a step (by index) whether moving ends behind it; undefined: it goes on. */
export type StopRule = (index: number) => Stop | undefined;

/** Why a movement ended. */
export type Stop =
  | { readonly why: 'done' }
  | { readonly why: 'break'; readonly id: number; readonly what: string }
  | { readonly why: 'time' }
  | { readonly why: 'start' }
  | { readonly why: 'end' }
  | { readonly why: 'interrupted' };

/** What a movement needs besides the session. */
export interface Motion {
  readonly stopAt: StopRule;
  /** Virtual time not to be passed. */
  readonly limitUs?: number;
}

/** Lets the outside in between two slices of a long run; true: stop now. */
export type Breathe = () => Promise<boolean>;

/** Steps done between two looks at the clock. */
const STEPS_PER_SLICE = 256;

export class DebugSession {
  timeline: Timeline;
  position = 0;
  /** The clock: at or after the time of the last step. */
  timeUs = 0;
  /** Where the person stood before the last movement. */
  lastStop = 0;

  constructor(
    public edited: EditedScenario,
    /** See {@link Timeline}. */
    private readonly hasShadow = false,
  ) {
    this.timeline = new Timeline(edited.base, hasShadow);
  }

  /** The last step before the present position. */
  get lastStep(): HistoryStep | undefined {
    return this.timeline.history.step(this.position - 1);
  }

  /** True when the run is over at this position. */
  get isAtEnd(): boolean {
    return this.timeline.isOver && this.position === this.timeline.history.length;
  }

  /** Everything that can be seen here. */
  view(): View {
    return this.timeline.view(this.position);
  }

  /** Everything that could be seen where the person stood before. */
  viewOfLastStop(): View {
    return this.timeline.view(Math.min(this.lastStop, this.timeline.history.length));
  }

  /** Moves forward until a rule says stop, time is up or the run is over. */
  async forward({ stopAt, limitUs = Infinity }: Motion, breathe: Breathe): Promise<Stop> {
    this.lastStop = this.position;
    const { timeline } = this;
    const { history } = timeline;
    for (let done = 1; ; done++) {
      const index = this.position;
      if (index === history.length && !timeline.advance(limitUs)) return this.stopShort(limitUs);
      const { timeUs } = history.step(index)!;
      if (timeUs > limitUs) return this.stopShort(limitUs);
      this.position = index + 1;
      this.timeUs = timeUs;
      const stop = stopAt(index);
      if (stop !== undefined) return stop;
      if (done % STEPS_PER_SLICE === 0 && (await breathe())) return { why: 'interrupted' };
    }
  }

  /** Moves back until a rule says stop: behind an earlier step, or at the start. */
  backward(stopAt: StopRule): Stop {
    this.lastStop = this.position;
    for (let position = this.position - 1; position > 0; position--) {
      const stop = stopAt(position - 1);
      if (stop === undefined) continue;
      this.place(position);
      return stop;
    }
    this.place(0);
    return { why: 'start' };
  }

  /** Goes to a position that has been seen. */
  place(position: number, timeUs = this.timeline.history.timeAt(position)): void {
    this.position = position;
    this.timeUs = timeUs;
  }

  /** Goes to a time: all of its events are done, none later. */
  async goToTime(timeUs: number, breathe: Breathe): Promise<Stop> {
    const { history } = this.timeline;
    this.lastStop = this.position;
    const known = history.positionAt(timeUs);
    if (known < history.length) {
      this.place(known, timeUs);
      return { why: 'time' };
    }
    this.place(known);
    const from = this.lastStop;
    const stop = await this.forward({ stopAt: () => undefined, limitUs: timeUs }, breathe);
    this.lastStop = from;
    return stop;
  }

  /** Performs a typed step at the present time, or as soon as that can be written down; returns it. */
  type(written: WrittenStep): Step {
    if (this.isAtEnd) {
      throw new UserError('the run is over', 'go back, or `set until` to a later time');
    }
    const client = written['client'];
    const atUs = effectTimeUs(this.timeline.history, this.position, this.timeUs);
    const { untilUs, steps, groups = [] } = this.timeline.scenario;
    if (atUs > untilUs)
      throw new UserError(`the run ends at ${timeText(untilUs)}`, '`set until` to a later time');
    const complete = { at: exactDuration(atUs), ...written };
    // Clients of groups connect by themselves.
    const hasConnected =
      groups.some(({ clients }) => clients.some((name) => name === client)) ||
      steps.some(
        (step) =>
          'do' in step &&
          step.client === client &&
          (step.do === 'connect' || step.do === 'listen') &&
          step.atUs <= atUs,
      );
    const step = this.edited.check(complete, hasConnected);
    this.timeline.add(step, this.position);
    this.edited.typed.push(complete);
    return step;
  }

  /** Takes back the last typed step: everything since its time happens anew. */
  async untype(breathe: Breathe): Promise<WrittenStep> {
    const step = this.edited.typed.pop();
    if (step === undefined) throw new UserError('nothing has been typed');
    await this.replay(this.edited, breathe);
    return step;
  }

  /** Runs another edited (other settings, other steps) up to the present time. */
  async replay(edited: EditedScenario, breathe: Breathe): Promise<Stop> {
    const { timeUs } = this;
    const steps = [...edited.base.steps, ...edited.typed.map((written) => edited.check(written, true))];
    this.edited = edited;
    this.timeline = new Timeline({ ...edited.base, steps }, this.hasShadow);
    this.place(0);
    const stop = await this.goToTime(timeUs, breathe);
    this.lastStop = this.position;
    return stop;
  }

  /** The clock stops between two steps, or the run is over. */
  private stopShort(limitUs: number): Stop {
    if (this.isAtEnd) return { why: 'end' };
    this.timeUs = Math.max(this.timeUs, limitUs);
    return { why: 'time' };
  }
}
