import { loadScenario } from '/work/main/sim/scenario/load.js';
import { Simulation } from '/work/main/sim/scenario/simulation.js';
const N = Number(process.argv[2] ?? 20000);
let y = `name: b\ndevice: { profile: esp32-idf-v5.3, apps: ["ws-echo"] }\nuntil: ${1000+N/4*10+1000}ms\ntimeline:\n`;
for (let c=1;c<=4;c++) y += `  - { at: 100ms, client: c${c}, do: connect }\n  - { at: 200ms, client: c${c}, do: ws_open, path: "/ws" }\n`;
const t0 = performance.now();
const sc = loadScenario({ text: y + `  - { at: 300ms, client: c1, do: ws_text, text: "x" }\n` });
const step = sc.steps[sc.steps.length-1]! as any;
const sim = new Simulation({ ...sc, steps: sc.steps.slice(0,-1) });
let segs = 0;
sim.link.tap = () => { segs++; };
const { encodeWsFrame } = await import('/work/main/sim/codec/ws-frame.js');
const frame = encodeWsFrame({ opcode: 1, payload: new Uint8Array(20).fill(65) });
let left = N;
for (let c=1;c<=4;c++) { const h = sim.hosts.get('c'+c); const tick = (): void => { if (left-- <= 0) return; h.send(frame); sim.kernel.at(sim.kernel.nowUs+10000, tick); }; sim.kernel.at(1000000, tick); }
const t1 = performance.now();
sim.run();
const t2 = performance.now();
console.log({ segs, ms: Math.round(t2-t1), perSec: Math.round(segs/((t2-t1)/1000)) });
