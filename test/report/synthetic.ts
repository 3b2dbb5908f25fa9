/** Traces written by hand for tests of the reports. */

import { parseLimitName } from '../../sim/resources/limit-name.js';
import type { TraceRecord } from '../../sim/kernel/trace.js';
import { OutcomeCollector } from '../../sim/outcomes/outcomes.js';
import type { ConnectionOutcome } from '../../sim/outcomes/outcome-types.js';

const FIRST_PORT = 49_152;

/** Builds a trace; every method adds records at the time last set with `at`. */
export class SyntheticTrace {
  readonly records: TraceRecord[] = [];
  private t = 0;

  at(ms: number): this {
    this.t = ms * 1000;
    return this;
  }

  add(...records: TraceRecord[]): this {
    this.records.push(...records);
    return this;
  }

  act(c: string, deed: 'connect' | 'close' | 'abort' | 'vanish', port = FIRST_PORT, peer = 80): this {
    return this.add({ t: this.t, k: 'act', c, do: deed, ...(deed === 'connect' ? { port, peer } : {}) });
  }

  seg(c: string, dir: 'rx' | 'tx', fl: string, more: { len?: number; lost?: 1; port?: number } = {}): this {
    return this.add({ t: this.t, k: 'seg', dir, c, fl, seq: 0, ack: 0, len: 0, win: 0, ...more });
  }

  cli(
    c: string,
    ev: 'connected' | 'refused' | 'timeout' | 'eof' | 'reset' | 'closed' | 'accepted',
    port?: number,
  ): this {
    return this.add({ t: this.t, k: 'cli', c, ev, ...(port === undefined ? {} : { port }) });
  }

  data(c: string, text: string, port?: number): this {
    return this.add({
      t: this.t,
      k: 'cli',
      c,
      ev: 'data',
      len: text.length,
      text,
      ...(port === undefined ? {} : { port }),
    });
  }

  session(c: string, ev: 'open' | 'close', more: { purged?: 1; why?: string; port?: number } = {}): this {
    return this.add({
      t: this.t,
      k: 'session',
      ev,
      c,
      port: FIRST_PORT,
      fd: 57,
      table: { kind: 'sessions', of: ':80' },
      ...more,
    });
  }

  refuse(c: string | undefined, resource: string, size: number, holders: string[], effect: string): this {
    return this.add({
      t: this.t,
      k: 'refuse',
      resource: parseLimitName(resource)!,
      used: holders.length,
      size,
      holders: holders.map((name) => ({ kind: 'client', name })),
      effect,
      ...(c === undefined ? {} : { c }),
    });
  }

  blocked(ev: 'begin' | 'end', c: string, call: 'recv' | 'send' = 'recv'): this {
    return this.add({ t: this.t, k: 'blocked', ev, task: 'httpd', call, c, port: FIRST_PORT });
  }

  server(ev: 'start' | 'stop' | 'failed', why?: string): this {
    return this.add({ t: this.t, k: 'server', ev, port: 80, ...(why === undefined ? {} : { why }) });
  }

  usage(resource: string, size: number): this {
    return this.add({
      t: this.t,
      k: 'usage',
      resource: parseLimitName(resource)!,
      size,
      used: 0,
      peak: size,
      refusals: 0,
    });
  }

  /** A client connects: SYN, SYN-ACK, `connected`. */
  connects(c: string, port = FIRST_PORT): this {
    return this.act(c, 'connect', port).seg(c, 'rx', 'S').seg(c, 'tx', 'SA').cli(c, 'connected');
  }

  /** A client connects and the server takes it into a session. */
  enters(c: string, port = FIRST_PORT): this {
    return this.connects(c, port).session(c, 'open', { port });
  }

  /** A request arrives. */
  asks(c: string): this {
    return this.seg(c, 'rx', 'PA', { len: 40 });
  }

  outcomes(): readonly ConnectionOutcome[] {
    const collector = new OutcomeCollector();
    for (const record of this.records) collector.accept(record);
    return collector.finish();
  }

  /** `label outcome` of each connection. */
  words(): string[] {
    return this.outcomes().map(({ label, outcome }) => `${label} ${outcome}`);
  }
}

/** `c1`, `c2` … */
export function clients(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `c${from + i}`);
}
