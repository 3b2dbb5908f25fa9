/** The workloads of the benchmark: scenarios of a size that nobody would write by hand. */

import { encodeWsFrame, WS_TEXT } from '../../sim/codec/ws-frame.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

/** What a workload did. */
export interface WorkloadResult {
  readonly segments: number;
  readonly virtualSeconds: number;
  readonly wallMs: number;
  /** Heap bytes that the run's objects hold at its end; needs --expose-gc. */
  readonly retainedBytes: number | undefined;
}

const US_PER_S = 1_000_000;

function collect(): number | undefined {
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Runs a simulation at log level W and measures it. */
function measure(text: string, prepare?: (simulation: Simulation) => void): WorkloadResult {
  const before = collect();
  const simulation = new Simulation(loadScenario({ text }));
  simulation.trace.subscribe(['log'], () => undefined, 'W');
  prepare?.(simulation);
  const started = performance.now();
  simulation.run();
  const wallMs = performance.now() - started;
  const after = collect();
  return {
    segments: simulation.link.packets('rx') + simulation.link.packets('tx'),
    virtualSeconds: simulation.kernel.nowUs / US_PER_S,
    wallMs,
    retainedBytes: before === undefined || after === undefined ? undefined : after - before,
  };
}

/** (a) Clients that connect, GET /hello and leave, one every 50 ms. */
export function visitors(count: number): WorkloadResult {
  const steps: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = 100 + i * 50;
    steps.push(`  - { at: ${at}ms, client: c${i}, do: connect }`);
    steps.push(`  - { at: ${at + 5}ms, client: c${i}, do: http, method: GET, path: /hello }`);
    steps.push(`  - { at: ${at + 25}ms, client: c${i}, do: close }`);
  }
  const head = 'device: { profile: esp32-idf-v5.3, apps: [simple] }\nclients: { auto_close: true }';
  return measure(
    `name: visitors\n${head}\nuntil: ${count * 50 + 130_000}ms\ntimeline:\n${steps.join('\n')}\n`,
  );
}

/** (b) Four websocket clients that echo `messages` in all, one every 10 ms each. */
export function echoes(messages: number): WorkloadResult {
  const clients = ['c1', 'c2', 'c3', 'c4'];
  const intervalUs = 10_000;
  const firstUs = US_PER_S;
  const payload = new Uint8Array(20).fill(0x41);
  const frame = encodeWsFrame({ opcode: WS_TEXT, payload });
  const untilMs = Math.ceil((messages / clients.length) * 10) + 2000;
  const steps = clients.flatMap((name) => [
    `  - { at: 100ms, client: ${name}, do: connect }`,
    `  - { at: 200ms, client: ${name}, do: ws_open, path: /ws }`,
  ]);
  const device = 'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }';
  return measure(
    `name: echoes\n${device}\nuntil: ${untilMs}ms\ntimeline:\n${steps.join('\n')}\n`,
    ({ hosts, kernel }) => {
      let left = messages;
      for (const name of clients) {
        const host = hosts.get(name);
        const send = (): void => {
          if (left-- <= 0) return;
          host.send(frame);
          kernel.at(kernel.nowUs + intervalUs, send);
        };
        kernel.at(firstUs, send);
      }
    },
  );
}

/** (c) Idle sessions for some hours. */
export function idle(sessions: number, hours: number): WorkloadResult {
  const steps = Array.from({ length: sessions }, (_, i) => `  - { at: 100ms, client: c${i}, do: connect }`);
  const device = 'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }';
  const timeline = steps.length === 0 ? '' : `timeline:\n${steps.join('\n')}\n`;
  return measure(`name: idle\n${device}\nuntil: ${hours}h\n${timeline}`);
}
