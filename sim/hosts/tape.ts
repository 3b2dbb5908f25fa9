/**
 * What real clients did in a run, written down, and done again in another one.
 *
 * A real client is JavaScript: it acts when everything at an instant has happened, and what it does is a value
 * ({@link HostAction}). Doing the same at the same moments gives the same run, as long as device, link and scripts are the
 * same: so that runs without promises (`check`, the REPL) have real clients too.
 */

import type { Kernel } from '../kernel/kernel.js';
import { HostDriver, type HostAction } from './host-driver.js';
import type { Hosts } from './hosts.js';
import type { TlsTape } from '../tls/real/taped-engine.js';
import type { RealProgram } from './client-program.js';

/** A client's deed, or the end of its program: `threw` in its words, if it failed. */
export type TapeDeed =
  | HostAction
  | { readonly do: 'begin' }
  | { readonly do: 'done' }
  | { readonly do: 'threw'; readonly what: string };

/** Deeds between two moves of the device. */
export interface TapeMoment {
  readonly atUs: number;
  readonly deeds: readonly { readonly client: string; readonly deed: TapeDeed }[];
}

/** Everything that the real clients of a run did, in order, and what the device's ends of their TLS answered. */
export interface Tape {
  readonly moments: readonly TapeMoment[];
  readonly tls: TlsTape;
}

/** Writes a tape down. */
export class TapeRecorder {
  private readonly moments: {
    readonly atUs: number;
    readonly deeds: { client: string; deed: TapeDeed }[];
  }[] = [];
  private moves = -1;

  /** What has been written; `tls` is its part of it. */
  tape(tls: TlsTape): Tape {
    return { moments: this.moments, tls };
  }

  /** Notes a deed; `moves` changes whenever the device has moved since the last one. */
  note(client: string, deed: TapeDeed, atUs: number, moves: number): void {
    if (moves !== this.moves) this.moments.push({ atUs, deeds: [] });
    this.moves = moves;
    this.moments
      .at(-1)!
      .deeds.push({ client, deed: 'bytes' in deed ? { ...deed, bytes: deed.bytes.slice() } : deed });
  }
}

/** Where a client's program begins and how it ends, in the trace. */
export class ProgramRecord {
  private readonly begunUs: number;

  constructor(
    private readonly hosts: Hosts,
    private readonly client: string,
    private readonly program: RealProgram,
  ) {
    this.begunUs = hosts.get(client).env.kernel.nowUs;
    this.tell('start');
  }

  /** It came to its end. */
  done(): void {
    this.tell('done', { us: this.us });
  }

  /** It threw something that nobody caught. */
  threw(what: string): void {
    this.tell('failed', { us: this.us, expected: 'the program of the client does not fail', got: what });
  }

  private get us(): number {
    return this.hosts.get(this.client).env.kernel.nowUs - this.begunUs;
  }

  private tell(ev: 'start' | 'done' | 'failed', more: object = {}): void {
    const { kernel, trace } = this.hosts.get(this.client).env;
    if (!trace.wants.step) return;
    const { line } = this.program.place.position;
    trace.emit({ t: kernel.nowUs, k: 'step', c: this.client, i: 1, do: 'client', ev, line, ...more });
  }
}

/** Schedules everything on a tape. */
export function playTape(
  { moments }: Tape,
  kernel: Kernel,
  hosts: Hosts,
  programs: ReadonlyMap<string, RealProgram>,
): void {
  const drivers = new Map<string, HostDriver>();
  const records = new Map<string, ProgramRecord>();
  for (const name of programs.keys()) {
    const host = hosts.get(name);
    host.hasSeveral = true;
    host.isReal = true;
    drivers.set(name, new HostDriver(host));
  }
  const perform = (client: string, deed: TapeDeed): void => {
    if (deed.do === 'begin') records.set(client, new ProgramRecord(hosts, client, programs.get(client)!));
    else if (deed.do === 'done') records.get(client)?.done();
    else if (deed.do === 'threw') records.get(client)?.threw(deed.what);
    else drivers.get(client)?.perform('bytes' in deed ? { ...deed, bytes: deed.bytes.slice() } : deed);
  };
  // One after the other: what a moment causes at its own instant comes before the next one.
  const schedule = (index: number): void => {
    const moment = moments[index];
    if (moment === undefined) return;
    kernel.atSettled(moment.atUs, () => {
      for (const { client, deed } of moment.deeds) perform(client, deed);
      schedule(index + 1);
    });
  };
  schedule(0);
}
