/** What a step of the kernel was, in a few words. */

import type { HistoryStep } from '../engine/history.js';
import type { TraceRecord } from '../../kernel/trace.js';
import type { Step } from '../../language/scenario.js';

/** `httpd ran until select`, `tab1 connect`, `packet from tab1`. */
export function stepText(step: HistoryStep, records: readonly TraceRecord[]): string {
  switch (step.kind) {
    case 'task':
      return taskText(step);
    case 'timeouts':
      return 'task timeouts';
    case 'idle':
      return 'end of the run';
    case 'event':
      return step.scripted === undefined ? eventText(records) : scriptedText(step.scripted);
  }
}

function taskText({ task, outcome }: HistoryStep): string {
  if (outcome === 'dead') return `${task} ended`;
  return outcome === 'ready' ? `${task} was preempted` : `${task} ran until it waited for ${outcome}`;
}

/** A scenario's step. */
export function scriptedText(step: Step): string {
  return 'do' in step ? `${step.client} ${step.do}` : `device ${step.device}`;
}

/** A packet or a timer: the first record tells. */
function eventText(records: readonly TraceRecord[]): string {
  const first = records.find((record) => record.k === 'seg' || record.k === 'cli');
  if (first?.k === 'seg' && first.dir === 'rx') return `packet from ${first.c}`;
  if (first?.k === 'cli') return first.ev === 'timeout' ? `timer of ${first.c}` : `packet to ${first.c}`;
  return first?.k === 'seg' ? `packet or timer at ${first.c}` : 'packet to a client, or a timer';
}
