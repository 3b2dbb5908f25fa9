/** A process that judges (`judge.ts`), from outside. */

import { fork, type ChildProcess } from 'node:child_process';
import type { Exhibit, Finding, Message, Task } from './judge.js';
import { FAULT_VARIABLE } from './made.js';

/** For what waits without using the CPU. Long, so that a busy machine never looks like a noticed fault. */
const PATIENCE_MS = 20 * 60_000;
/** No more than this is needed; a fault that collects without end is noticed by it. */
const HEAP_MB = 2_000;

export interface Hearing {
  readonly findings: readonly Finding[];
  /** Whether it came to its end: neither endless nor out of memory. The process is gone otherwise. */
  readonly ended: boolean;
}

export class Witness {
  private readonly child: ChildProcess;
  private findings: Finding[] = [];
  private done: ((ended: boolean) => void) | undefined;
  private isGone = false;
  /** Places of faults that the program comes by when it is loaded, whatever it does then. Known after a hearing. */
  loaded: readonly number[] = [];

  /** @param fault Made from the start, before anything is loaded. */
  constructor(judge: string, fault?: number) {
    this.child = fork(judge, {
      stdio: 'ignore',
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      env: { ...process.env, ...(fault === undefined ? {} : { [FAULT_VARIABLE]: String(fault) }) },
    });
    this.child.on('message', (message: Message) => {
      if ('finding' in message) this.findings.push(message.finding);
      else if ('loaded' in message) this.loaded = message.loaded;
      else this.done?.(true);
    });
    this.child.on('exit', () => {
      this.isGone = true;
      this.done?.(false);
    });
  }

  /** Runs exhibits until one fails. */
  async hear(exhibits: readonly Exhibit[], fault?: number): Promise<Hearing> {
    this.findings = [];
    const timer = setTimeout(() => this.leave(), PATIENCE_MS);
    const ended = await new Promise<boolean>((done) => {
      this.done = done;
      if (this.isGone) done(false);
      else this.child.send({ fault, exhibits } satisfies Task, () => undefined);
    });
    clearTimeout(timer);
    return { findings: this.findings, ended };
  }

  leave(): void {
    this.child.kill('SIGKILL');
  }
}
