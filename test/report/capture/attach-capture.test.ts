import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../sim/run/load.js';
import { causeText } from '../../../sim/outcomes/cause-text.js';
import type { ConnectionOutcome } from '../../../sim/outcomes/outcome-types.js';
import { watchOutcomes } from '../../../sim/outcomes/watch-outcomes.js';
import { attachCapture } from '../../../sim/report/capture/attach-capture.js';
import { PcapngWriter } from '../../../sim/report/capture/pcapng.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { DEVICE_IP } from '../../../sim/hosts/hosts.js';
import { RST, SYN } from '../../../sim/wire/segment.js';
import { TOOL_NAME, TOOL_VERSION } from '../../../sim/version.js';
import { packetsOf, type ReadPacket } from './read-pcapng.js';

interface Captured {
  readonly packets: readonly ReadPacket[];
  readonly bytes: Buffer;
  readonly connections: readonly ConnectionOutcome[];
  /** How many segments the trace tells of. */
  readonly segments: number;
}

const LIBRARY = join(import.meta.dirname, '../../../scenarios');

function captured(scenario: Parameters<typeof loadScenario>[0]): Captured {
  const simulation = new Simulation(loadScenario(scenario));
  const pieces: Uint8Array[] = [];
  attachCapture(simulation, (bytes) => pieces.push(bytes));
  const outcomes = watchOutcomes(simulation);
  let segments = 0;
  simulation.trace.subscribe(['seg'], () => {
    segments++;
  });
  simulation.run();
  const bytes = Buffer.concat(pieces);
  return { bytes, packets: packetsOf(bytes), connections: outcomes(), segments };
}

function withFlags({ packets }: Captured, flags: number): string[] {
  return packets
    .filter(({ packet }) => 'segment' in packet && (packet.segment.flags & flags) === flags)
    .map(({ comment }) => comment ?? 'no comment');
}

const reasonsOf = ({ connections }: Captured, outcome: string): string[] =>
  connections
    .filter((one) => one.outcome === outcome)
    .map(({ cause }) => cause && causeText(cause))
    .map(String);

const CROWD = `
name: crowd
device: { profile: esp32-idf-v5.3, apps: [simple], httpd: { lru_purge_enable: false } }
until: 5s
groups:
  - { name: tab, count: 14, start: { at: 100ms, every: 10ms }, steps: [ { do: connect }, { do: hold } ] }
`;

const FEW = CROWD.replace('count: 14', 'count: 7').replace('do: connect', 'do: http, path: /hello');

describe('comments in a capture', () => {
  test('a dropped SYN says which limit dropped it, and who is behind that', () => {
    const run = captured({ text: CROWD });
    const dropped = run.packets.filter(({ comment }) => comment?.includes('SYN dropped'));
    const [lost] = reasonsOf(run, 'unanswered');
    expect(lost).toMatch(/^backlog :80 5\/5 \(backlog_conn\) .*: SYN dropped; behind it sessions :80 7\/7/);
    expect(dropped.map(({ comment }) => comment)).toContain(lost);
    for (const { packet } of dropped) expect(packet).toMatchObject({ segment: { flags: SYN } });
    const others = run.packets.filter((one) => !dropped.includes(one));
    expect(others.map(({ comment }) => comment)).toEqual(others.map(() => undefined));
    const isFirst = run.packets.findIndex(({ comment }) => comment !== undefined);
    expect(isFirst).toBeGreaterThan(0);
  });

  test('an RST to a SYN says that nothing listens', () => {
    const run = captured({
      text: `
name: nobody
device: { profile: esp32-idf-v5.3, apps: [simple] }
until: 1s
timeline: [ { at: 100ms, client: c1, do: connect, port: 81 } ]
`,
    });
    expect(withFlags(run, RST)).toEqual(['listener :81: nothing listens on port 81']);
    expect(reasonsOf(run, 'refused')).toEqual(withFlags(run, RST));
  });

  test('an RST in the middle says why the device sends it', () => {
    const run = captured(join(LIBRARY, 'lru-newcomers.yaml'));
    const [, reason] = reasonsOf(run, 'purged');
    expect(reason).toMatch(/^sessions :80 .*: closed to make room for c9$/);
    expect(withFlags(run, RST)).toContain(reason);
  });

  test('without its comments it is what is written packet by packet', () => {
    const { bytes, packets } = captured({ text: FEW });
    const simulation = new Simulation(loadScenario({ text: FEW }));
    const pieces: Uint8Array[] = [];
    const writer = new PcapngWriter({
      application: `${TOOL_NAME} ${TOOL_VERSION}`,
      nameOf: (ip) => (ip === DEVICE_IP ? 'device' : simulation.hosts.byIp(ip)?.name),
      write: (piece) => pieces.push(piece),
    });
    simulation.link.tap = (dir, segment, timeUs, lost) => {
      writer.write({ dir, segment, timeUs, lost });
    };
    simulation.run();
    expect(packets.length).toBeGreaterThan(20);
    expect(packets.every(({ comment }) => comment === undefined)).toBe(true);
    expect(bytes.equals(Buffer.concat(pieces))).toBe(true);
  });

  test('the packets of a run that ends in a panic or a hang are all there', () => {
    const run = captured(join(LIBRARY, 'websocket-header-then-silence.yaml'));
    expect(run.packets).toHaveLength(run.segments);
    expect(run.segments).toBeGreaterThan(3);
  });
});
