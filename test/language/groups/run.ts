/** Runs a scenario from its text and gathers what its groups did. */

import type { AnswerRecord, StepRecord, TraceKind, TraceRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

export const SECOND = 1_000_000;
export const ECHO = 'device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple] }\n';

export class GroupRun {
  readonly records: TraceRecord[] = [];
  readonly simulation: Simulation;

  constructor(
    text: string,
    kinds: readonly TraceKind[] = ['step', 'answer', 'cli', 'seg', 'log', 'session', 'res'],
  ) {
    this.simulation = new Simulation(loadScenario({ text }));
    this.simulation.trace.subscribe(kinds, (record) => this.records.push(record));
    this.simulation.run();
  }

  get steps(): StepRecord[] {
    return this.records.filter((r) => r.k === 'step');
  }

  get answers(): AnswerRecord[] {
    return this.records.filter((r) => r.k === 'answer');
  }

  /** `i word ev` of the ends of steps. */
  get ends(): string[] {
    return this.steps.filter((s) => s.ev !== 'start').map((s) => `${s.i} ${s.do} ${s.ev}`);
  }

  /** What failed steps say. */
  get failures(): string[] {
    return this.steps.filter((s) => s.ev === 'failed').map((s) => `${s.expected ?? '-'} | ${s.got ?? ''}`);
  }

  /** Times at which a client's SYNs reach the device, in ms. */
  syns(client: string): number[] {
    return this.records.flatMap((r) => (r.k === 'seg' && r.c === client && r.fl === 'S' ? [r.t / 1000] : []));
  }

  logs(tag: string): string[] {
    return this.records.flatMap((r) => (r.k === 'log' && r.tag === tag ? [r.msg] : []));
  }

  /** Names of clients with cli events of a kind. */
  clientsWith(event: string): string[] {
    return this.records.flatMap((r) => (r.k === 'cli' && r.ev === event ? [r.c] : []));
  }
}
