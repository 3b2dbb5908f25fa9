import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { OutcomeCollector, OUTCOME_KINDS } from '../../../sim/outcomes/outcomes.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { complaintOf } from '../failure.js';
import { temporaryFiles } from '../temporary-files.js';

const app = (handler: string): string => `export const app = ({ log }: any, esp: any) => ({
  config: { max_open_sockets: 1 },
  register(server: any): void {
    esp.httpd_register_uri_handler(server, {
      uri: '/', method: esp.HTTP_GET,
      ${handler}
    });
  },
});
`;

function run(handler: string): string[] {
  const folder = temporaryFiles({
    'app.ts': app(handler),
    's.yaml': `device: { profile: esp32-idf-v5.3, apps: [./app.ts] }
until: 3s
timeline:
  - { at: 100ms, client: a, do: connect }
  - { at: 200ms, client: a, do: http, path: / }
  - { at: 300ms, client: b, do: connect }
`,
  });
  const simulation = new Simulation(loadScenario(join(folder, 's.yaml')));
  const outcomes = new OutcomeCollector();
  const lines: string[] = [];
  simulation.trace.subscribe(OUTCOME_KINDS, (record) => outcomes.accept(record));
  simulation.trace.subscribe(['cli', 'log'], (record) => {
    if (record.k === 'cli' && record.ev === 'data') lines.push(`${record.t}`);
    if (record.k === 'log' && record.tag === 'app' && record.lv === 'W') lines.push(record.msg);
  });
  simulation.run();
  return [
    ...lines,
    ...outcomes.finish().map(({ label, outcome, status }) => `${label} ${outcome} ${status ?? ''}`.trim()),
  ];
}

describe("a user's own firmware", () => {
  it("runs on the device, in the device's time", () => {
    const handler = `*handler(req: any) {
        log.w('app', 'at ' + esp.timeUs());
        yield* esp.delayMs(1500);
        return yield* esp.httpd_resp_sendstr(req, 'hi');
      },`;
    const lines = run(handler);
    expect(lines).toEqual(['at 201000', '1701000', '1703000', 'a served 200', 'b waiting']);
    expect(run(handler)).toEqual(lines);
  });

  it.each([
    ["*handler() { throw new TypeError('oops'); },", 'app.ts:6:26 bad-module: TypeError: oops'],
    [
      '*handler() { return (null as any).x; },',
      'app.ts:6:41 bad-module: TypeError: Cannot read properties of null',
    ],
    [
      '*handler(req: any) { return yield* esp.httpd_resp_sendstr(req); },',
      'app.ts:6:46 bad-module: TypeError',
    ],
    ['async handler() { return 0; },', 'app.ts:4:9 bad-module: the handler of / returned a promise'],
  ])('is blamed for %s', (handler, complaint) => {
    expect(complaintOf(() => run(handler))).toContain(complaint);
  });
});
