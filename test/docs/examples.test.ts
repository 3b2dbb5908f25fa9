/** docs/*.md: examples are the files that they name, commands run, and output is what the command prints. */

import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCase } from '../../sim/report/check/run-case.js';
import { loadCases } from '../../sim/run/load.js';
import { withRealClients } from '../../sim/live/real-clients.js';
import { cli, Workplace } from '../cli/fixture.js';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = [
  'writing-scenarios.md',
  'reading-results.md',
  'ci.md',
  'packet-tests.md',
  'real-clients.md',
  'your-firmware.md',
  'report.md',
];
const EXAMPLES = join(import.meta.dirname, 'examples');
const BLOCK = /<!-- (file: |output: |run)(.*?) *-->\n\n```\w+\n([\s\S]*?)```\n/g;

interface Block {
  readonly doc: string;
  readonly kind: string;
  readonly what: string;
  readonly body: string;
}

const blocks = DOCS.flatMap((doc): Block[] => {
  const text = readFileSync(join(ROOT, 'docs', doc), 'utf8');
  return [...text.matchAll(BLOCK)].map(([, kind = '', what = '', body = '']) => ({
    doc,
    kind: kind.replace(': ', ''),
    what,
    body,
  }));
});
const of = (kind: string): Block[] => blocks.filter((block) => block.kind === kind);

/** The words of a command line; quotes keep blanks. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Runs lines that begin with lwip-twin, one after the other, in a folder that has the library. */
async function runAll(lines: readonly string[]): Promise<void> {
  const place = new Workplace();
  cpSync(join(ROOT, 'scenarios'), place.path('scenarios'), { recursive: true });
  const before = process.cwd();
  process.chdir(place.folder);
  try {
    if (!lines.some((line) => line.includes('--lock'))) {
      await cli(words('limits --profile esp32-idf-v5.3 --lock limits.lock.json'));
    }
    for (const line of lines) {
      const { status, err } = await cli(words(line.replace(/^(npx )?lwip-twin /, '')));
      expect({ line, status, err }).toMatchObject({ line, status: 0 });
    }
  } finally {
    process.chdir(before);
  }
}

it('every fenced block of YAML and TypeScript names its file', () => {
  for (const doc of DOCS) {
    const text = readFileSync(join(ROOT, 'docs', doc), 'utf8');
    const fences = text.match(/^```(yaml|ts|js|text|sh)$/gm) ?? [];
    expect(blocks.filter((block) => block.doc === doc)).toHaveLength(fences.length);
  }
});

it('every example is shown', () => {
  const shown = new Set(of('file').map(({ what }) => what));
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );
  expect(files.filter((name) => !shown.has(`test/docs/examples/${name}`))).toEqual([]);
});

describe.each(of('file'))('$doc: $what', ({ what, body }) => {
  it('is the file', () => {
    expect(existsSync(join(ROOT, what))).toBe(true);
    const text = readFileSync(join(ROOT, what), 'utf8')
      .replaceAll('../../../sim/index.js', 'lwip-twin')
      .replaceAll('../../../sim/vitest.js', 'lwip-twin/vitest');
    expect(body).toBe(text);
  });

  if (what.endsWith('.yaml'))
    it('shows what it expects', async () => {
      for (const written of loadCases(join(ROOT, what))) {
        const scenario = await withRealClients(written);
        const { status, failures, expectations } = runCase(scenario, scenario.seed);
        expect(failures).toEqual([]);
        expect(status).toBe('passed');
        expect(expectations).toBeGreaterThan(0);
      }
    });

  if (what.endsWith('.yml'))
    it('has commands that run', async () => {
      const { jobs } = parse(body) as {
        jobs: Record<string, { strategy?: { matrix: { part: number[] } }; steps: { run?: string }[] }>;
      };
      const lines = Object.values(jobs).flatMap(({ strategy, steps }) => {
        const commands = steps.flatMap(({ run = '' }) => (run.includes('lwip-twin') ? [run] : []));
        const parts = strategy?.matrix.part ?? [0];
        return parts.flatMap((part) =>
          commands.map((line) => line.replaceAll('${{ matrix.part }}', String(part))),
        );
      });
      expect(lines.length).toBeGreaterThan(0);
      await runAll(lines);
    });
});

it.each(of('run'))('$doc: commands run', async ({ body }) => {
  await runAll(body.trim().split('\n'));
});

it.each(of('output'))('$doc: what $what prints', async ({ what, body }) => {
  const { out } = await cli(words(what).slice(1));
  const printed = out.split('\n');
  let from = 0;
  for (const line of body.trimEnd().split('\n')) {
    const found = printed.indexOf(line, from);
    expect(found === -1 ? `missing: ${line}\n${out}` : '').toBe('');
    from = found + 1;
  }
});
