import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { runCommand, Workplace } from './fixture.js';

const ESP32 = ['limits', '--profile', 'esp32-idf-v5.3', '--clients', 'http'];

describe('limits', () => {
  it('are printed as a table, JSON or SVG', async () => {
    const table = await runCommand(...ESP32);
    expect(table.status).toBe(0);
    expect(table.out).toBe(
      'clients  served  the next one  stopped by\nhttp          7  waiting       sessions :80 (7, max_open_sockets): not accepted\n',
    );
    const json: unknown = JSON.parse((await runCommand(...ESP32, '--format', 'json')).out);
    expect(json).toMatchObject({
      subject: { profile: 'esp32-idf-v5.3' },
      cells: [{ result: { served: 7 } }],
    });
    expect((await runCommand(...ESP32, '--format', 'svg')).out).toMatch(/^<svg /);
  });

  it('are locked and checked', async () => {
    const place = new Workplace();
    const [lock, svg] = [place.path('limits.lock.json'), place.path('l.svg')];
    const vary = ['--vary', 'httpd.max_open_sockets=6,7'];
    expect((await runCommand(...ESP32, ...vary, '--lock', lock, '--svg', svg)).status).toBe(0);
    expect(readFileSync(svg, 'utf8')).toContain('</svg>');
    expect(await runCommand('limits', '--check', lock)).toEqual({
      status: 0,
      out: `${lock}: 2 limits, none changed\n`,
      err: '',
    });

    place.file('limits.lock.json', readFileSync(lock, 'utf8').replace('"served": 6', '"served": 5'));
    const changed = await runCommand('limits', '--check', lock);
    expect(changed.status).toBe(1);
    expect(changed.out.split('\n').slice(0, 4)).toEqual([
      `${lock}: 1 of 2 limits changed`,
      'httpd.max_open_sockets=6 http',
      '  - 5 · waiting · sessions :80 (6, max_open_sockets): not accepted',
      '  + 6 · waiting · sessions :80 (6, max_open_sockets): not accepted',
    ]);
  });

  it.each([
    [['limits'], /whose limits\? give a scenario file, or --profile NAME/],
    [['limits', 'a.yaml', '--profile', 'esp32-idf-v5.3'], /not both/],
    [['limits', '--profile', 'esp32-idf-v5'], /unknown profile "esp32-idf-v5"; did you mean/],
    [['limits', '--profile', 'esp32-idf-v5.3', '--clients', 'htp'], /did you mean "http"/],
    [['limits', '--profile', 'esp32-idf-v5.3', '--max', '0'], /whole number from 1/],
    [['limits', '--profile', 'esp32-idf-v5.3', '--lock', 'a', '--check', 'b'], /cannot be used with/],
    [['limits', '--check', 'nowhere.json'], /nowhere.json: can't read the file: no such file/],
    [['limits', 'nowhere.yaml'], /nowhere.yaml: can't read the file/],
    [
      [...ESP32, '--vary', 'httpd.max_open_sockets=x'],
      /--vary httpd.max_open_sockets:1:1: max_open_sockets: expected a whole number/,
    ],
    [[...ESP32, '--lock', '/nowhere/l.json'], /can't write \/nowhere\/l.json/],
  ])('%j ends with status 2', async (args, message) => {
    const { status, err } = await runCommand(...args);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
