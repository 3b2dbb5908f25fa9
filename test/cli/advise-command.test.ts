import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { runCommand, SCENARIO, Workplace } from './fixture.js';

const EIGHTH = 'scenarios/eighth-client-waits.yaml';

describe('advise', () => {
  it('finds what cures, proves it, and gives the lines for it', async () => {
    const { status, out } = await runCommand('advise', EIGHTH);
    expect(status).toBe(0);
    for (const line of [
      'eighth-client-waits: 7 troubles',
      'more sessions: httpd.max_open_sockets=14, sdkconfig.CONFIG_LWIP_MAX_SOCKETS=17',
      '    tab13, tab14: unanswered → served 101',
      '  worse: nobody',
      '      httpd: { max_open_sockets: 14 }',
      '  sdkconfig: CONFIG_LWIP_MAX_SOCKETS=17  (menuconfig: Component config → LWIP → Max number of open sockets)',
      '  firmware: config.max_open_sockets = 14;',
    ])
      expect(out.split('\n')).toContain(line);
    expect(out).toMatch(/^ {4}(?:no|[\d,]+) more at rest; a session keeps [\d,]+ while it is idle$/m);
  });

  it('does not show what does not help', async () => {
    const { out } = await runCommand('advise', EIGHTH);
    expect(out).toMatch(/\d+ changes tried in \d+ runs: 1 cures it/);
    expect(out).not.toContain('LRU');
  });

  it('writes the cured scenario, which extends the symptom and shows what it expects', async () => {
    const place = new Workplace();
    const [cured, json] = [place.path('cured.yaml'), place.path('advice.json')];
    const shown = await runCommand('advise', EIGHTH, '--write', cured, '--json', json);
    expect(shown).toMatchObject({
      status: 0,
      err: expect.stringContaining('shows what it expects') as string,
    });
    const text = readFileSync(cured, 'utf8');
    expect(text).toContain('name: cured\n');
    expect(text).toContain('connections: { served: 14 }');
    expect(await runCommand('check', cured)).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject([
      {
        scenario: 'eighth-client-waits',
        found: [{ cures: ['more-sessions'], isCured: true, sdkconfig: [expect.anything()] }],
      },
    ]);
  });

  it('proves each case of a matrix by a diff of that case alone', async () => {
    const place = new Workplace();
    const connects = [1, 2, 3].map((n) => `  - { at: ${n}00ms, client: c${n}, do: connect }`).join('\n');
    const head =
      'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\nuntil: 5s\n' +
      'matrix: { httpd.max_open_sockets: [1, 2], httpd.backlog_conn: [2, 5] }\n';
    const file = place.file('four.yaml', `${head}timeline:\n${connects}\n`);
    const { out } = await runCommand('advise', file);
    const proofs = [...out.matchAll(/proof: lwip-twin diff (.*)/g)].map(([, words]) => words!.split(' '));
    expect(proofs.map((words) => words.slice(1, 5).join(' '))).toEqual([
      '--base httpd.max_open_sockets=1 --base httpd.backlog_conn=2',
      '--base httpd.max_open_sockets=1 --base httpd.backlog_conn=5',
      '--base httpd.max_open_sockets=2 --base httpd.backlog_conn=2',
      '--base httpd.max_open_sockets=2 --base httpd.backlog_conn=5',
    ]);
    for (const words of proofs) {
      const proof = await runCommand('diff', ...words, '--check');
      expect(proof).toMatchObject({ status: 0, err: '' });
      expect(proof.out).toContain('c3: outcome waiting');
    }
    const all = await runCommand('diff', file, '--set', 'httpd.max_open_sockets=3');
    expect(all.out.match(/as it is → /g)).toHaveLength(4);
  });

  it('writes one case of a matrix, with what is set by a group or in a list', async () => {
    const place = new Workplace();
    const text = [
      'device:',
      '  profile: esp32-idf-v5.3',
      '  handlers: [{ uri: /, do: [{ delay: 1ms }, { send: 10 }] }]',
      'matrix: { httpd.max_open_sockets: [1, 7] }',
      'until: 20s',
      'groups:',
      '  - { name: tab, stack: linux, steps: [{ do: http, path: / }, { do: hold }] }',
    ];
    const file = place.file('matrix.yaml', `${text.join('\n')}\n`);
    const set = ['httpd.max_open_sockets=1', 'tab=3', 'handlers.0.do.0.delay=2ms'];
    const cured = place.path('cured.yaml');
    const options = set.flatMap((one) => ['--set', one]);
    const shown = await runCommand('advise', file, ...options, '--write', cured);
    expect(shown).toMatchObject({
      status: 0,
      err: expect.stringContaining('shows what it expects') as string,
    });
    expect(readFileSync(cured, 'utf8')).toContain('matrix: null\n');
    const checked = await runCommand('check', cured);
    expect(checked.status).toBe(0);
    expect(checked.out).toContain('1 case: 1 ok');
  });

  it('keeps a file of options that the scenario names', async () => {
    const place = new Workplace();
    place.file('sdkconfig', 'CONFIG_LWIP_MAX_SOCKETS=4\n');
    const head = SCENARIO.replace(
      'apps: [ws-echo]',
      'apps: [ws-echo], sdkconfig: ./sdkconfig, httpd: { max_open_sockets: 1 }',
    );
    const file = place.file(
      'two.yaml',
      `${head.replace(/until: \w+/, 'until: 10s')}  - { at: 150ms, client: c2, do: connect }\n`,
    );
    const cured = place.path('cured.yaml');
    expect(await runCommand('advise', file, '--write', cured)).toMatchObject({ status: 0 });
    expect(readFileSync(cured, 'utf8')).toContain(
      'sdkconfig: { from: ./sdkconfig, CONFIG_LWIP_MAX_SOCKETS: 5 }',
    );
  });

  it('takes expectations that fail for what ought to be', async () => {
    const place = new Workplace();
    const extended = `extends: ${resolve('scenarios/idle-keepalives-starve-requests.yaml')}\n`;
    const goal = 'expect:\n  - { client: idle*, outcome: idle }\n  - { connections: { served: 4 } }\n';
    const file = place.file('goal.yaml', extended + goal);
    const { out } = await runCommand('advise', file);
    expect(out).toContain("1 expectation of the scenario's own not met");
    // LRU purge serves everybody who asks, but not the idle.
    expect(out).not.toContain('LRU purge');
  });

  it('says that nothing is wrong, and that nothing was found', async () => {
    const place = new Workplace();
    expect(await runCommand('advise', place.file('fine.yaml'))).toMatchObject({
      status: 0,
      out: 'one: nothing is wrong\n',
    });
    const nothing = await runCommand('advise', 'scenarios/work-queued-from-work-deadlock.yaml');
    expect(nothing.status).toBe(1);
    expect(nothing.out).toMatch(/Nothing found among \d+ changes tried in \d+ runs: /);
    expect(nothing.out).toContain('Not tried, because the program is your own (docs/patterns.md):\n');
    expect(nothing.out).toContain('  the long handler on a task of its own: httpd_req_async_handler_begin(');
  });

  it.each([
    [['missing.yaml'], /no such file/],
    [[EIGHTH, '--set', 'httpd.max_open_socket=3'], /did you mean/],
    [[EIGHTH, '--tries', '0'], /whole number from 1/],
  ])('%j: bad input', async (args, message) => {
    const { status, err } = await runCommand('advise', ...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });

  it('refuses to write for a matrix', async () => {
    const place = new Workplace();
    const file = place.file('m.yaml', `${SCENARIO}matrix: { httpd.max_open_sockets: [1, 2] }\n`);
    const { status, err } = await runCommand('advise', file, '--write', place.path('cured.yaml'));
    expect(status).toBe(2);
    expect(err).toContain('the matrix makes 2 cases; choose one with --set');
  });

  it('is pointed to by a replay that shows trouble, and by no other', async () => {
    const place = new Workplace();
    const { out } = await runCommand('replay', EIGHTH);
    expect(out).toContain(`What would cure it: lwip-twin advise ${EIGHTH}\n`);
    expect(out).toContain(
      'Likely to cure it, not tried: more sessions (httpd.max_open_sockets, sdkconfig.CONFIG_LWIP_MAX_SOCKETS)\n',
    );
    expect((await runCommand('replay', place.file('fine.yaml'))).out).not.toContain('What would cure it');
  });
});
