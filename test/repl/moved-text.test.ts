import { expect, test } from 'vitest';
import { movedText } from '../../sim/repl/engine/moved-text.js';

const TEXT = `
extends: ../base.yaml # kept
imports: [parts.yaml]
device:
  profile: esp32-idf-v5.3
  apps: [./app.mjs, simple, /abs/own.mjs]
  sdkconfig: { from: sdkconfig, CONFIG_LWIP_MAX_SOCKETS: 8 }
groups:
  - { name: tab, client: clients/x.mjs }
  - { name: page, steps: [ { do: connect } ] }
`;

test('files that a scenario names are the same ones from another folder', () => {
  expect(movedText(TEXT, 'sub/x.yaml', 'out.yaml')).toBe(`
extends: "./base.yaml" # kept
imports: ["./sub/parts.yaml"]
device:
  profile: esp32-idf-v5.3
  apps: ["./sub/app.mjs", simple, /abs/own.mjs]
  sdkconfig: { from: "./sub/sdkconfig", CONFIG_LWIP_MAX_SOCKETS: 8 }
groups:
  - { name: tab, client: "./sub/clients/x.mjs" }
  - { name: page, steps: [ { do: connect } ] }
`);
});

test('in the same folder nothing changes', () => {
  expect(movedText(TEXT, 'sub/x.yaml', 'sub/y.yaml')).toBe(TEXT);
});
