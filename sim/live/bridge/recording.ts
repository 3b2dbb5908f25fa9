/**
 * What real clients did to the device, as a scenario that does it again in virtual time.
 *
 * Each connection is a client of its own: a timeline's client has one connection. Every deed stands at the microsecond at
 * which it was done; nothing else happens then (`Pacer.quietMoment`), so that the run is the same.
 * Simplified: a socket that was closed without having been read to its end resets if reading was paused, and closes
 * otherwise.
 */

import { isPlainText, latin1Text } from '../../codec/latin1.js';
import type { HostAction } from '../../hosts/host-driver.js';
import { beginsTls } from '../../tls/real/record-cutter.js';
import { US_PER_S } from '../../kernel/units.js';

/** What the scenario is to be made of. */
export interface RecordingSource {
  /** The scenario that was served, as the new file names it; or the lines of its own device. */
  readonly base: { readonly imports: string } | { readonly device: readonly string[] };
  /** What was set from outside, as after `--set`. */
  readonly set: readonly string[];
  readonly seed: number;
  /** When it ended, virtual µs. */
  readonly untilUs: number;
  readonly besides?: Besides | undefined;
}

/** What people did beside real clients, as lines of a scenario: from the page of `serve`. */
export interface Besides {
  /** Clients that came, a group each. */
  readonly groups: readonly string[];
  /** Steps of the timeline. */
  readonly steps: readonly string[];
  /** Outages of the link. */
  readonly outages: readonly string[];
}

type Deed = Extract<HostAction, { readonly connection: number }>;

interface Recorded {
  readonly name: string;
  isPaused: boolean;
  isClosed: boolean;
  /** Nothing has been sent. */
  isNew: boolean;
  isSecured: boolean;
}

/** Writes deeds down, up to a size. */
export class Recording {
  /** True once there was no more room: what came later is missing. */
  isFull = false;
  /** Connections that speak TLS, which nobody can repeat: they are left out. */
  secured = 0;
  private readonly lines: { readonly of: Recorded; readonly text: string }[] = [];
  private readonly byHost = new Map<string, Map<number, Recorded>>();
  private readonly begun = new Map<string, number>();
  private connections = 0;
  private chars = 0;

  /** `mostChars`: how long the timeline may become. */
  constructor(private readonly mostChars: number) {}

  /** Nobody has done anything. */
  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  /** Notes a deed of a host, just before it is done. */
  note(host: string, action: HostAction, nowUs: number): void {
    if (this.isFull) return;
    if (action.do === 'open') this.open(host, action, nowUs);
    else if ('connection' in action) this.deed(host, action, nowUs);
  }

  /** The scenario's text. */
  text({ base, set, seed, untilUs, besides }: RecordingSource): string {
    const replay = set.map((one) => ` --set ${JSON.stringify(one)}`).join('');
    const { groups = [], steps = [], outages = [] } = besides ?? {};
    const lines = [...this.lines.filter(({ of }) => !of.isSecured).map(({ text: line }) => line), ...steps];
    const until = Math.max(1, Math.ceil(untilUs / US_PER_S));
    return [
      '# What real clients did, written by lwip-twin serve --save.',
      ...(replay === '' ? [] : [`# It was served with settings: lwip-twin replay THIS-FILE${replay}`]),
      ...(this.secured === 0
        ? []
        : [`# Connections with TLS are left out (${this.secured}): their keys were for once.`]),
      ...(this.isFull ? ['# It was too much to be kept: what came later is missing.'] : []),
      'name: saved-connections',
      ...('imports' in base ? [`imports: ${JSON.stringify(base.imports)}`] : base.device),
      `seed: ${seed}`,
      'clients: { stack: linux }',
      `until: ${until}s`,
      ...(outages.length === 0 ? [] : ['link:', '  outages:', ...outages]),
      `timeline:${lines.length === 0 ? ' []' : ''}`,
      ...lines,
      ...(groups.length === 0 ? [] : ['groups:', ...groups]),
      '',
    ].join('\n');
  }

  private open(
    host: string,
    { port, from }: Extract<HostAction, { readonly do: 'open' }>,
    nowUs: number,
  ): void {
    const connections = this.byHost.get(host) ?? new Map<number, Recorded>();
    this.byHost.set(host, connections);
    const index = this.begun.get(host) ?? 0;
    this.begun.set(host, index + 1);
    const one = {
      name: `c${++this.connections}`,
      isPaused: false,
      isClosed: false,
      isNew: true,
      isSecured: false,
    };
    connections.set(index, one);
    this.step(
      nowUs,
      one,
      `connect, port: ${port}, ${from === undefined ? '' : `from: ${from}, `}no_delay: true`,
    );
  }

  private deed(host: string, action: Deed, nowUs: number): void {
    const connections = this.byHost.get(host);
    const one = connections?.get(action.connection);
    if (one === undefined) return;
    switch (action.do) {
      case 'send':
        if (one.isNew && beginsTls(action.bytes)) {
          one.isSecured = true;
          this.secured++;
        }
        one.isNew = false;
        this.step(nowUs, one, `send, ${payload(action.bytes)}`);
        return;
      case 'pause':
      case 'resume':
        one.isPaused = action.do === 'pause';
        this.step(nowUs, one, action.do);
        return;
      case 'close':
        one.isClosed = true;
        this.step(nowUs, one, 'close');
        return;
      case 'abort':
        connections?.delete(action.connection);
        this.step(nowUs, one, 'abort');
        return;
      case 'release':
        connections?.delete(action.connection);
        if (one.isPaused) this.step(nowUs, one, 'abort');
        else if (!one.isClosed) this.step(nowUs, one, 'close');
        return;
      case 'no-delay':
      case 'keep-alive':
    }
  }

  private step(atUs: number, one: Recorded, deed: string): void {
    if (one.isSecured) return;
    const line = `  - { at: ${atUs}us, client: ${one.name}, do: ${deed} }`;
    this.chars += line.length;
    if (this.chars > this.mostChars) this.isFull = true;
    else this.lines.push({ of: one, text: line });
  }
}

/** What a scenario would take for a parameter. */
const PARAMETER_MARK = '$(';

/** As text where it is such: JSON's form of a text is YAML's, too. */
function payload(bytes: Uint8Array): string {
  const text = isPlainText(bytes) ? latin1Text(bytes) : undefined;
  if (text?.includes(PARAMETER_MARK) === false) return `text: ${JSON.stringify(text)}`;
  return `hex: "${Buffer.from(bytes).toString('hex')}"`;
}
