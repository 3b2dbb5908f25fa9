/** Breakpoints on values and on tasks. */

import type { Cell } from '../../inspect/table.js';
import type { Probe } from '../engine/probe.js';
import type { Matcher } from './matcher.js';

/** Any change of a value. */
export function changeMatcher(probe: Probe): Matcher {
  return {
    text: `watch ${probe.name}`,
    *find({ index }) {
      const position = index + 1;
      if (probe.changedAt(position)) {
        yield {
          what: `${probe.name}: ${cellText(probe.at(position - 1))} -> ${cellText(probe.at(position))}`,
        };
      }
    },
  };
}

/** A value that comes to fulfil a condition. */
export function levelMatcher(probe: Probe, text: string, holds: (value: Cell) => boolean): Matcher {
  return {
    text: `${probe.name} ${text}`,
    *find({ index }) {
      const position = index + 1;
      const value = probe.at(position);
      if (probe.changedAt(position) && holds(value) && !holds(probe.at(position - 1))) {
        yield { what: `${probe.name} is ${cellText(value)}` };
      }
    },
  };
}

/** A task that blocks; on a certain thing only, if named. */
export function taskMatcher(task: string, waitsFor: string | undefined): Matcher {
  return {
    text: ['task', task, waitsFor].filter((part) => part !== undefined).join(' '),
    *find({ step }) {
      if (step.kind !== 'task' || step.task !== task) return;
      if (waitsFor === undefined || step.outcome === waitsFor)
        yield { what: `${task} ran, then: ${step.outcome}` };
    },
  };
}

function cellText(value: Cell): string {
  return value === undefined ? '(none)' : String(value);
}
