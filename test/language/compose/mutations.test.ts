import { join } from 'node:path';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { loadCases } from '../../../sim/run/load.js';
import { temporaryFiles } from '../temporary-files.js';

const RUNS = 1000;
const BASE = `parameters:
  sockets: 7
  word: { default: hello, description: what is said }
device: { profile: esp32-idf-v5.3, apps: [ws-echo], httpd: { max_open_sockets: $(sockets) } }
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: send, text: "$(word) $$(word)" }
`;
const MAIN = `extends: base.yaml
parameters: { sockets: 9 }
matrix: { sockets: 4..6, httpd.lru_purge_enable: [true, false], word: [a, "b c"] }
device: { sdkconfig: { from: sdkconfig, CONFIG_LWIP_MAX_SOCKETS: 12 } }
link:
`;
const SPECIAL = [
  '$(',
  '$$(',
  ')',
  '..',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  '\n',
  ' ',
  '~',
  '*a',
  '&a ',
  '"',
  '#',
  '-1',
  '/',
  '<<',
  '\u0000',
];

it('mutated compositions load or end in a positioned error', () => {
  const folder = temporaryFiles({ 'base.yaml': BASE, sdkconfig: 'CONFIG_LWIP_MAX_SOCKETS=16\n' });
  const edit = fc.tuple(fc.nat(), fc.nat(8), fc.constantFrom('', ...SPECIAL));
  let loaded = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean(), (edits, inBase) => {
      const text = edits.reduce(
        (t, [at, remove, insert]) => {
          const index = at % (t.length + 1);
          return t.slice(0, index) + insert + t.slice(index + remove);
        },
        inBase ? `${BASE}matrix: { sockets: [1, 2] }\n` : MAIN,
      );
      try {
        loaded += loadCases({ text, file: join(folder, 'main.yaml') }).length > 0 ? 1 : 0;
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        for (const { position } of error.diagnostics) expect(position?.line).toBeGreaterThanOrEqual(1);
        expect(error.format()).not.toMatch(/undefined|\[object Object\]/);
      }
    }),
    { numRuns: RUNS },
  );
  expect(loaded).toBeGreaterThan(0);
});
