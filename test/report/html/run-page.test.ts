/** Pages: one file, nothing from outside, and nothing of a run becomes markup. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewAssets } from '../../../sim/cli/output/view-assets.js';
import { runPage } from '../../../sim/report/html/run-page.js';
import { recorded } from '../timeline/record.js';
import { HOSTILE } from './hostile.js';

const MOST_BYTES = 400_000;
const EIGHTH = join(import.meta.dirname, '../../../scenarios/eighth-client-waits.yaml');

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('the page of a run', async () => {
  const assets = await viewAssets();
  const page = runPage(recorded(EIGHTH).data, assets);

  it('of 14 clients and 20 s is small', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
  });

  it('loads nothing', () => {
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b/i);
    expect(page).not.toMatch(/\b(?:src|href)\s*=/i);
    expect(assets.style).not.toMatch(/url\(|@import/);
    expect(assets.script).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket\(|import\(|innerHTML|eval\(/);
  });

  it('has a policy that names its script and its style and allows nothing else', () => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(assets.script)}`,
      `style-src ${hash(assets.style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'));
  });

  it('says without scripts what became of everybody', () => {
    expect(page).toContain('tab8..tab12   waiting     sessions :80 7/7 (max_open_sockets)');
    expect(page).toContain('lwip-twin replay');
  });

  it('shows text that looks like markup as text', () => {
    const { data } = recorded({ text: HOSTILE });
    const hostile = runPage(data, assets);
    expect(JSON.stringify(data)).toContain('</script><script>');
    expect(hostile.match(/<script/g)).toHaveLength(2);
    expect(hostile.match(/<\/script>/g)).toHaveLength(2);
    expect(hostile).not.toContain('<img');
    expect(hostile).not.toContain('<!--');
    const [, json = ''] = /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(hostile) ?? [];
    expect(JSON.parse(json)).toEqual(data);
  });
});
