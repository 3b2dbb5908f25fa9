import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadCases, loadScenario } from '../../../sim/run/load.js';
import { complaintOf, failureOf } from '../failure.js';
import { temporaryFiles } from '../temporary-files.js';

const BASE = `parameters:
  sockets: 7
  path: { default: /ws, description: where it asks }
device:
  profile: esp32-idf-v5.3
  apps: [ws-echo]
  httpd: { max_open_sockets: $(sockets), lru_purge_enable: false }
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: http, path: "$(path)?n=$(sockets)&lit=$$(x)" }
`;
const load = (folder: string, file: string, set: readonly string[] = []) =>
  loadScenario(join(folder, file), { set });

describe('parameters', () => {
  it('stand for values of their own kind, and for parts of texts', () => {
    const { device, steps } = loadScenario({ text: BASE });
    expect(device.httpd.max_open_sockets).toBe(7);
    expect(steps[1]).toMatchObject({ path: '/ws?n=7&lit=$(x)' });
  });

  it('are set from outside, as are paths', () => {
    const set = [
      'sockets=4',
      'path=80',
      'httpd.lru_purge_enable=true',
      'device.httpd.backlog_conn=2',
      'until=3s',
    ];
    const { device, steps, untilUs, settings } = loadScenario({ text: BASE }, { set });
    expect(device.httpd).toEqual({ max_open_sockets: 4, lru_purge_enable: true, backlog_conn: 2 });
    expect(steps[1]).toMatchObject({ path: '80?n=4&lit=$(x)' });
    expect(untilUs).toBe(3_000_000);
    expect(settings?.map(({ name, value }) => `${name}=${String(value)}`)).toEqual(set);
  });

  it('hold lists and maps too', () => {
    const text = `${BASE.replace('  sockets: 7', '  sockets: 7\n  drops: { default: { rx: [1, 2] } }')}link: { drop: $(drops) }\n`;
    expect(loadScenario({ text }).link.drop.rx).toEqual([1, 2]);
  });

  it('complain where they are used, with their value', () => {
    const { diagnostics } = failureOf(() => loadScenario({ text: BASE }, { set: ['sockets=99999'] }));
    expect(diagnostics[0]).toMatchObject({
      position: { line: 7, column: 30 },
      text: '$(sockets)',
      hint: '$(sockets) is 99999 here',
    });
  });

  it.each([
    ['sockets=abc', '--set sockets:1:1 wrong-type: sockets: expected a number like its default 7, got abc'],
    ['socketz=1', '--set socketz:1:1 unknown-parameter: no parameter or path named "socketz"'],
    [
      'httpd.max_open_sockets=x',
      '--set httpd.max_open_sockets:1:1 wrong-type: max_open_sockets: expected a whole number',
    ],
    ['sockets', '--set:1:1 syntax: no value'],
    ['=1', '--set:1:1 syntax: no name'],
    ['sockets=[1', '--set sockets:1:3 syntax: YAML: Flow sequence'],
  ])('--set %s is refused', (set, complaint) => {
    expect(complaintOf(() => loadScenario({ text: BASE }, { set: [set] }))).toContain(complaint);
  });

  it.each([
    ['parameters: 3', '1:13 wrong-type: parameters: expected a map of parameters'],
    ['parameters: { "a b": 3 }', 'wrong-type'],
    ['parameters: { a: [1] }', '1:18 wrong-type'],
    ['parameters: { a: { description: x } }', '1:15 missing-parameter: the parameter a has no default'],
    ['parameters: { a: { defualt: x } }', '1:'],
    ['name: $(a)', '1:7 unknown-parameter: no parameter named "a"'],
    ['parameters: { a: { default: [1] } }\nname: x$(a)', '2:7 wrong-type: $(a) is a list'],
  ])('%s is refused', (text, complaint) => {
    expect(
      complaintOf(() =>
        loadScenario({ text: `${text}\ndevice: { profile: esp32-idf-v5.3, apps: [simple] }` }),
      ),
    ).toContain(complaint);
  });
});

describe('a matrix', () => {
  const MATRIX = `${BASE}matrix:\n  sockets: 4..6\n  httpd.lru_purge_enable: [true, false]\n`;

  it('makes a case of every combination, the last name changing fastest', () => {
    const cases = loadCases({ text: MATRIX, file: 'm.yaml' });
    expect(cases.map(({ name }) => name)).toEqual([
      'm [sockets=4, httpd.lru_purge_enable=true]',
      'm [sockets=4, httpd.lru_purge_enable=false]',
      'm [sockets=5, httpd.lru_purge_enable=true]',
      'm [sockets=5, httpd.lru_purge_enable=false]',
      'm [sockets=6, httpd.lru_purge_enable=true]',
      'm [sockets=6, httpd.lru_purge_enable=false]',
    ]);
    expect(cases.map(({ device }) => device.httpd.max_open_sockets)).toEqual([4, 4, 5, 5, 6, 6]);
  });

  it('is narrowed by --set, whatever name is used', () => {
    const set = ['device.httpd.lru_purge_enable=true'];
    expect(loadCases({ text: MATRIX }, { set })).toHaveLength(3);
    expect(loadScenario({ text: MATRIX }, { set: [...set, 'sockets=9'] }).device.httpd.max_open_sockets).toBe(
      9,
    );
  });

  it('of several cases is no single scenario', () => {
    expect(complaintOf(() => loadScenario({ text: MATRIX }))).toBe(
      '<scenario>:11:1 conflict: the matrix makes 6 cases',
    );
  });

  it.each([
    ['matrix: {}', '11:9 empty-matrix: an empty matrix'],
    ['matrix: { sockets: [] }', '11:20 empty-matrix: sockets: no values'],
    ['matrix: { sockets: 7..4 }', '11:20 empty-matrix: the range 7..4 is empty'],
    ['matrix: { sockets: 1..99999 }', '11:20 out-of-range: a range of more than'],
    ['matrix: { sockets: 1..999, path: 1..99 }', '11:34 too-large: the matrix has more than 10000 cases'],
    ['matrix: { socketz: [1] }', '11:11 unknown-parameter: no parameter or path named "socketz"'],
    [
      'matrix: { httpd.max_open_sockets: [1, x] }',
      '11:39 wrong-type: max_open_sockets: expected a whole number',
    ],
    ['matrix: [1]', '11:9 wrong-type'],
    ['matrix: { sockets: { a: 1 } }', '11:20 wrong-type'],
  ])('%s is refused', (matrix, complaint) => {
    expect(complaintOf(() => loadCases({ text: `${BASE}${matrix}\n` }))).toContain(complaint);
  });
});

describe('other files', () => {
  it('are extended without their matrix, which an empty value takes away', () => {
    const folder = temporaryFiles({
      'base.yaml': `${BASE}matrix: { sockets: [1, 2] }\n`,
      'one.yaml': 'extends: base.yaml\nmatrix:\n',
      'none.yaml': 'extends: one.yaml\nmatrix:\n',
    });
    expect(load(folder, 'one.yaml').device.httpd.max_open_sockets).toBe(7);
    expect(complaintOf(() => load(folder, 'none.yaml'))).toContain('an empty matrix');
  });

  it('are extended: maps merge, lists and values are replaced, empty values take away', () => {
    const folder = temporaryFiles({
      'lib/base.yaml': `${BASE}link: { latency: 5ms }\nname: not inherited\n`,
      'v.yaml': `extends: lib/base.yaml
parameters: { sockets: 3 }
device: { httpd: { backlog_conn: 1, lru_purge_enable: } }
link:
timeline: [{ at: 1s, client: x, do: connect }]
`,
    });
    const { name, device, link, steps } = load(folder, 'v.yaml');
    expect(name).toBe('v');
    expect(device.httpd).toEqual({ max_open_sockets: 3, backlog_conn: 1 });
    expect(link.latencyUs).toBe(1000);
    expect(steps).toHaveLength(1);
  });

  it('are imported: their lists come first', () => {
    const folder = temporaryFiles({
      'steps.yaml': 'timeline: [{ at: 1s, client: a, do: connect }]\n',
      'device.yaml': 'device: { profile: esp32-idf-v5.3, apps: [simple] }\n',
      's.yaml': 'imports: [device.yaml, steps.yaml]\ntimeline: [{ at: 1s, client: b, do: connect }]\n',
    });
    expect(load(folder, 's.yaml').steps.map((step) => ('do' in step ? step.client : ''))).toEqual(['a', 'b']);
  });

  it('are blamed for their own mistakes', () => {
    const folder = temporaryFiles({
      'base.yaml': BASE.replace('lru_purge_enable: false', 'lru_purge_enable: 7'),
      'bad.yaml': 'until: [\n',
      'v.yaml': 'extends: base.yaml\n',
      'w.yaml': 'extends: bad.yaml\n',
    });
    expect(complaintOf(() => load(folder, 'v.yaml'))).toBe(
      'base.yaml:7:60 wrong-type: lru_purge_enable: expected true or false, got 7',
    );
    expect(failureOf(() => load(folder, 'v.yaml')).format()).toContain('> 7 |   httpd: { max_open_sockets');
    expect(complaintOf(() => load(folder, 'w.yaml'))).toContain('bad.yaml:2:1 syntax');
  });

  it('in a circle are refused, also through links', () => {
    const folder = temporaryFiles({
      'a.yaml': 'extends: sub/b.yaml\n',
      'sub/b.yaml': 'imports: [../a.yaml]\n',
      'self.yaml': 'extends: ./sub/../self.yaml\n',
    });
    expect(complaintOf(() => load(folder, 'a.yaml'))).toMatch(
      /^b\.yaml:1:11 circular-import: .*a\.yaml → .*b\.yaml → .*a\.yaml$/,
    );
    expect(complaintOf(() => load(folder, 'self.yaml'))).toContain('self.yaml:1:10 circular-import');
  });

  it('may be too many', () => {
    const files: Record<string, string> = { 'f0.yaml': BASE };
    for (let i = 1; i < 12; i += 1) {
      files[`f${String(i)}.yaml`] = `extends: [f${String(i - 1)}.yaml, f${String(i - 1)}.yaml]\n`;
    }
    const folder = temporaryFiles(files);
    expect(complaintOf(() => load(folder, 'f11.yaml'))).toContain('too-large: more than 256 files');
  });

  it.each([
    ['extends: nope.yaml', ':1:10 unreadable: '],
    ['extends: .', ':1:10 unreadable: '],
    ['extends: 7', ':1:10 wrong-type: extends: expected a file name, or a list of them'],
    ['imports: []', ':1:10 out-of-range: imports: expected a file name'],
    ['imports: [a, 7]', ':1:14 wrong-type: imports[1]: expected a file name'],
  ])('%s is refused', (text, complaint) => {
    const folder = temporaryFiles({ 's.yaml': text });
    expect(complaintOf(() => load(folder, 's.yaml'))).toContain(`s.yaml${complaint}`);
  });
});
