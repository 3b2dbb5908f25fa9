/** Names, files and payloads of strangers with control characters and marks that turn the direction of writing. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, Workplace } from './fixture.js';

/** Colour, bell, CSI of C1, a right-to-left override, an isolate, a line separator. */
const EVIL = '\\e[31m\\a\\x9b2J\\u202e\\u2066\\u2028';
/** In payloads a character is a byte: the override as UTF-8. */
const EVIL_BYTES = '\\e[31m\\a\\x9b2J\\xe2\\x80\\xae';
const FILE = 'b\u001b[31m\u202e.yaml';
const SCENARIO = `name: "n${EVIL}"
description: "d${EVIL}"
device: { profile: esp32-idf-v5.3, apps: [ws-echo, post-json] }
until: 2s
groups:
  - name: g
    steps:
      - { do: connect }
      - { do: send, text: "GET /x${EVIL_BYTES} HTTP/1.1\\r\\nX: ${EVIL_BYTES}\\r\\n\\r\\n" }
      - { do: wait, for: 100ms }
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 120ms, client: c1, do: ws_open, path: /ws }
  - { at: 200ms, client: c1, do: ws_text, text: "t${EVIL_BYTES}" }
  - { at: 400ms, client: c3, do: connect }
  - { at: 420ms, client: c3, do: http, method: POST, path: /post, body: "b${EVIL_BYTES}" }
expect:
  - { client: c3, outcome: waiting }
  - { client: c1, received: "zz${EVIL}" }
  - { log: "zz${EVIL}" }
`;

/** Characters that act on whoever shows the text, and what stands before them. */
function acting(text: string): string[] {
  // Progress on a terminal clears its own line.
  const found = text
    .replaceAll('\r\u001b[K', '')
    .matchAll(
      /.{0,20}[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    );
  return [...found].map(([one]) => JSON.stringify(one));
}

function place(): { readonly work: Workplace; readonly file: string } {
  const work = new Workplace();
  return { work, file: work.file(FILE, SCENARIO) };
}

const IN_A_TERMINAL = { outIsTerminal: true, errIsTerminal: true, env: { NO_COLOR: '1' } };

describe('nothing of it acts on whoever reads', () => {
  test.each([
    ['replay', ['replay', 'FILE', '--log-level', 'D', '--all', '--color', 'never']],
    ['check', ['check', 'FILE', '--color', 'never']],
    ['TAP', ['check', 'FILE', '--tap']],
    ['JUnit', ['check', 'FILE', '--junit', '-']],
    ['JSON', ['check', 'FILE', '--json', '-']],
    ['the trace', ['replay', 'FILE', '--trace', '-']],
    ['Perfetto', ['replay', 'FILE', '--perfetto', '-']],
    ['the page', ['report', 'FILE', '-o', '-']],
    ['Mermaid', ['report', 'FILE', '--format', 'mermaid', '--client', 'c1', '-o', '-']],
    ['SVG', ['report', 'FILE', '--format', 'svg', '-o', '-']],
    ['diff', ['diff', 'FILE', '--profile', 'esp32-idf-v5.3,esp32-idf-v5.5']],
    ['diff as JSON', ['diff', 'FILE', '--profile', 'esp32-idf-v5.3,esp32-idf-v5.5', '--format', 'json']],
    ['advise', ['advise', 'FILE', '--jobs', '1']],
    ['the REPL', ['repl', 'FILE', '-c', 'until 2s; clients; log; why c3; segments; sessions; steps']],
    ['a command', ['x\u001b[31m\u202e']],
    ['an option', ['replay', 'FILE', '--log-level', 'x\u001b[31m\u202e']],
    ['a setting', ['replay', 'FILE', '--set', 'x\u001b[31m\u202e=1']],
    ['a file that is not there', ['replay', 'x\u001b[31m\u202e']],
    ['a word', ['explain', 'x\u001b[31m\u202e']],
  ])('%s', async (_, args) => {
    const { file } = place();
    const { out, err } = await cli(
      args.map((arg) => (arg === 'FILE' ? file : arg)),
      IN_A_TERMINAL,
    );
    expect(out.length + err.length).toBeGreaterThan(0);
    expect(acting(out + err)).toEqual([]);
  });

  test('annotations', async () => {
    const { file } = place();
    const { out } = await cli(['check', file, '--color', 'never'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(out).toContain('::error');
    expect(acting(out)).toEqual([]);
  });

  test('the pages of a check', async () => {
    const { work, file } = place();
    await cli(['check', file, '--html', work.path('pages')]);
    const pages = readdirSync(work.path('pages'));
    expect(pages.length).toBe(2);
    for (const page of pages)
      expect([page, acting(readFileSync(join(work.path('pages'), page), 'utf8'))]).toEqual([page, []]);
  });
});

test('JSON has the same values all the same', async () => {
  const { file } = place();
  const { out } = await cli(['check', file, '--json', '-']);
  const { cases } = JSON.parse(out) as { readonly cases: readonly { readonly name: string }[] };
  // A name is one line: a line separator at its end is none of it.
  expect(cases[0]?.name).toBe('n\u001b[31m\u0007\u009b2J\u202e\u2066');
});

test('names of clients take none of it', async () => {
  const scenario = SCENARIO.replaceAll('client: c3', 'client: "c\\u202e3"');
  const { err, status } = await cli(['replay', new Workplace().file('a.yaml', scenario)]);
  expect(status).toBe(2);
  expect(err).toContain('client: expected a name');
});
