/** `check --html DIR`: a page a case, and an index of them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageNames } from '../../sim/cli/check/pages.js';
import { cli, SCENARIO, Workplace } from './fixture.js';

const GOOD = `${SCENARIO}expect: [{ client: c1, outcome: served }]\n`;
const WRONG = `${SCENARIO.replace('name: one', 'name: <b>two</b>')}expect: [{ client: c1, outcome: reset }]\n`;

describe('check --html', () => {
  it('writes an index by verdict, and a page for each case that was run', async () => {
    const place = new Workplace();
    const files = [place.file('0.yaml', GOOD), place.file('1.yaml', WRONG), place.file('2.yaml', 'x: 1')];
    const pages = place.path('pages');
    const { status, err } = await cli(['check', ...files, '--html', pages]);
    expect({ status, err }).toEqual({ status: 2, err: '' });
    const index = readFileSync(join(pages, 'index.html'), 'utf8');
    const heads = [...index.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, head]) => head);
    expect(heads).toEqual(['Not as expected (1)', 'Can&#39;t be read (1)', 'As expected (1)']);
    const links = [...index.matchAll(/<a href="(.*?)">(.*?)<\/a>/g)].map(([, href, name]) => [href, name]);
    expect(links).toEqual([
      ['b-two-b.html', '&lt;b&gt;two&lt;/b&gt;'],
      ['one.html', 'one'],
    ]);
    expect(index).toContain('expected: c1 is reset at the end');
    expect(index).toContain("script-src 'none'");
    expect(readFileSync(join(pages, 'b-two-b.html'), 'utf8')).toContain('✕ not as expected');
    expect(readFileSync(join(pages, 'one.html'), 'utf8')).toContain('✓ as expected');
  });

  it('shows an order of tasks that goes wrong, else the strict one', async () => {
    const place = new Workplace();
    const pages = place.path('pages');
    const options = ['--interleavings', '2', '--html', pages];
    expect((await cli(['check', place.file('0.yaml', GOOD), ...options])).status).toBe(0);
    expect(readFileSync(join(pages, 'one.html'), 'utf8')).toContain('✓ as expected');
  });

  it('refuses what it cannot do', async () => {
    const place = new Workplace();
    const file = place.file('0.yaml', GOOD);
    const taken = await cli(['check', file, '--html', file]);
    expect(taken.status).toBe(2);
    expect(taken.err).toContain("can't make the directory");
    const merged = await cli(['check', '--merge', file, '--html', place.path('pages')]);
    expect(merged.err).toContain('not with --merge');
    expect(place.list()).toEqual(['0.yaml']);
  });
});

it('pages have names of their own, that any file system takes', () => {
  const named = ['one', 'One', 'index', '../x/y', '..', 'many [sockets=4]'].map((name, order) => ({
    name,
    order,
  }));
  expect([...pageNames(named).values()]).toEqual([
    'one.html',
    'One-2.html',
    'index-2.html',
    'x-y.html',
    'case.html',
    'many-sockets=4.html',
  ]);
});
