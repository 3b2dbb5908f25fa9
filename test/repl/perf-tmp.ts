import { writeFileSync } from 'node:fs';
import { Console } from '../../sim/repl/console.js';
import { Script } from '../../sim/repl/engine/script.js';
const timeline: unknown[] = [];
for (let i = 0; i < 7; i++) timeline.push({ at: `${10 + i}ms`, client: `c${i}`, do: 'connect' });
for (let k = 0; k < 12000; k++)
  timeline.push({ at: `${100 + k * 5}ms`, client: `c${k % 7}`, do: 'http', path: '/hello' });
const text = JSON.stringify({
  device: { profile: 'esp32-idf-v5.3', apps: ['simple'] },
  until: '100s',
  timeline,
});
writeFileSync('/tmp/big.yaml', text);
let t = performance.now();
const lap = (n: string) => {
  const x = performance.now();
  console.log(n, (x - t).toFixed(1) + 'ms');
  t = performance.now();
};
const script = Script.of(text, 'big.yaml');
lap('parse');
const c = new Console(script, { writeFile: () => {}, looksBack: true });
lap('console');
const run = async (cmd: string) => {
  const t0 = performance.now();
  let out;
  for await (const o of c.execute(cmd)) out = o;
  const dt = performance.now() - t0;
  console.log(
    cmd.padEnd(20),
    dt.toFixed(1) + 'ms',
    out!.ok ? (out!.lines[0] ?? '').slice(0, 80) : out!.error,
  );
  return dt;
};
await run('run');
await run('info');
await run('rs');
await run('netstat');
await run('rs');
await run('netstat');
await run('diff');
await run('rs 200');
await run('netstat');
await run('rs 3000');
await run('netstat');
await run('goto #50000');
await run('netstat');
await run('goto end');
t = performance.now();
let slices = 0;
while (c.session.timeline.tend(c.session.position, () => true)) slices++;
lap('tend ' + slices);
await run('info');
console.log(c.session.timeline.parkedAt.join(' '));
let worst = 0,
  sum = 0,
  n = 0;
for (let i = 0; i < 600; i++) {
  const a = performance.now();
  for await (const _ of c.execute('rs'));
  for await (const _ of c.execute('netstat'));
  const d = performance.now() - a;
  worst = Math.max(worst, d);
  sum += d;
  n++;
}
console.log('600 x (rs; netstat): worst', worst.toFixed(1), 'mean', (sum / n).toFixed(2));
t = performance.now();
while (c.session.timeline.tend(c.session.position, () => false));
lap('tend');
console.log(c.session.timeline.parkedAt.join(' '));
await run('rs 1000');
await run('netstat');
await run('client c1 http /hello');
await run('s 20');
await run('break segment RST');
await run('break sockets full');
await run('rc');
await run('c');
await run('break log /sess_new: fd/ count 3');
await run('rc');
await run('goto end');
await run('watch heap');
await run('rc');
console.log((process.memoryUsage().rss / 1e6).toFixed(0) + 'MB');
