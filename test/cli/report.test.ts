import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CRASH, cli, SCENARIO, Workplace } from './fixture.js';

describe('report', () => {
  it('writes a page and says what is in it', async () => {
    const place = new Workplace();
    const file = place.file('one.yaml');
    const page = place.path('run.html');
    const { status, out, err } = await cli(['report', file, '-o', page]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/run\.html: 1 served \(\d+(?:\.\d)? kB\)\n$/);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(place.list()).toEqual(['one.yaml', 'run.html']);
  });

  it('names pages after their scenarios', async () => {
    const place = new Workplace();
    const files = [place.file('one.yaml'), place.file('two.yaml')];
    expect((await cli(['report', ...files, '-o', `${join(place.folder, 'pages')}/`])).status).toBe(0);
    expect(place.list()).toEqual(['one.yaml', 'pages', 'two.yaml']);
    const before = process.cwd();
    process.chdir(place.folder);
    try {
      expect((await cli(['report', 'one.yaml'])).out).toMatch(/^one\.html: /);
    } finally {
      process.chdir(before);
    }
    expect(place.list()).toContain('one.html');
  });

  it('prints the page alone to standard output', async () => {
    const place = new Workplace();
    const { out } = await cli(['report', place.file('one.yaml'), '-o', '-']);
    expect(out.startsWith('<!doctype html>')).toBe(true);
    expect(out.endsWith('</html>\n')).toBe(true);
  });

  it('draws pictures and diagrams', async () => {
    const place = new Workplace();
    const file = place.file('one.yaml');
    const svg = place.path('one.svg');
    expect((await cli(['report', file, '--format', 'svg', '--span', '0s..500ms', '-o', svg])).status).toBe(0);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*>c1<\/text>[\s\S]*<\/svg>\n$/);
    const diagram = await cli(['report', file, '--format', 'mermaid', '--client', 'c1', '-o', '-']);
    expect(diagram.out).toMatch(/^sequenceDiagram\n[\s\S]*served\n$/);
    const events = place.path('one.json');
    expect((await cli(['replay', file, '-q', '--perfetto', events])).status).toBe(0);
    expect(JSON.parse(readFileSync(events, 'utf8'))).toHaveProperty('traceEvents');
  });

  it.each([
    [['--format', 'mermaid'], 'both or none'],
    [['--client', 'c1'], 'both or none'],
    [['--format', 'mermaid', '--client', 'c2'], 'did you mean "c1"?'],
    [['--span', '0s..1s'], '--span is for --format svg'],
    [['--cure', 'httpd.max_open_sockets=9'], '--cure is for --format svg'],
    [['--format', 'svg', '--span', '3s..1s'], 'expected two times'],
    [['--format', 'gif'], 'Allowed choices'],
  ])('%j is refused', async (options, words) => {
    const place = new Workplace();
    const { status, err } = await cli(['report', place.file('one.yaml'), ...options, '-o', place.path('x')]);
    expect(status).toBe(2);
    expect(err).toContain(words);
    expect(place.list()).toEqual(['one.yaml']);
  });

  it('ends as the run ends', async () => {
    const place = new Workplace();
    const page = ['-o', place.path('run.html')];
    expect((await cli(['report', place.file('crash.yaml', CRASH), ...page])).status).toBe(3);
    expect(readFileSync(place.path('run.html'), 'utf8')).toContain('<strong>The device ');
    const wrong = `${SCENARIO}expect:\n  - { client: c1, outcome: refused }\n`;
    expect((await cli(['report', place.file('wrong.yaml', wrong), ...page])).status).toBe(1);
    expect(readFileSync(place.path('run.html'), 'utf8')).toContain('✕ not as expected');
  });

  it('refuses what it cannot do, and writes nothing', async () => {
    const place = new Workplace();
    const [one, two] = [place.file('one.yaml'), place.file('two.yaml')];
    const several = await cli(['report', one, two, '-o', place.path('run.html')]);
    expect(several.status).toBe(2);
    expect(several.err).toContain('takes one scenario, not 2');
    expect((await cli(['report', one, '-o', one])).err).toContain('would be overwritten');
    expect((await cli(['report', place.file('bad.yaml', 'name: 1'), '-o', '-'])).status).toBe(2);
    expect(place.list()).toEqual(['bad.yaml', 'one.yaml', 'two.yaml']);
  });
});
