import { readFileSync, writeFileSync } from 'node:fs';
import { consoleOn, run } from './harness.js';
const md = readFileSync('/tmp/repl-template.md','utf8');
const yaml = /```yaml\n([^]*?)```/.exec(md)![1]!;
const c = consoleOn(yaml);
const parts = md.split(/(```console\n[^]*?```)/);
let out='';
for (const part of parts) {
  if (!part.startsWith('```console')) { out+=part; continue; }
  const lines: string[] = ['```console'];
  for (const l of part.split('\n')) if (l.startsWith('> ')) { lines.push(c.prompt + l.slice(2)); for (const o of await run(c, l.slice(2))) { lines.push(...o.lines); if (o.error) lines.push('error: '+o.error); } }
  lines.push('```'); out += lines.join('\n');
}
writeFileSync('docs/repl.md', out);
