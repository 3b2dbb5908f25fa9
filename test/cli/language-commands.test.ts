import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { schemaText } from '../../sim/language/json-schema.js';
import { loadScenario } from '../../sim/run/load.js';
import { REGISTRY } from '../../firmware-model/devices/registry.js';
import { runCommand, Workplace } from './fixture.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

describe('schema', () => {
  it('is published as it is (vitest -u writes it anew)', async () => {
    const { status, out } = await runCommand('schema');
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot('../../schema/scenario.schema.json');
  });

  it('is written to a file', async () => {
    const file = new Workplace().path('s.json');
    expect(await runCommand('schema', '--output', file)).toEqual({ status: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toBe(schemaText(FIRMWARE));
  });
});

describe('init', () => {
  it.each(REGISTRY.profiles.map(({ name }) => name))(
    'writes a scenario for %s that loads',
    async (profile) => {
      const file = new Workplace().path('first.yaml');
      expect(await runCommand('init', file, '--profile', profile)).toMatchObject({ status: 0, err: '' });
      expect(loadScenario(file, { set: ['message=hi'] }).device.profile).toBe(profile);
      expect(readFileSync(file, 'utf8')).toMatch(/^# yaml-language-server: \$schema=https:/);
    },
  );

  it('writes over nothing unless told to', async () => {
    const file = new Workplace().file('first.yaml', 'mine');
    expect(await runCommand('init', file)).toMatchObject({
      status: 2,
      err: `error: ${file} is there already; name another file, or write over it with --force\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await runCommand('init', file, '--force')).status).toBe(0);
    expect((await runCommand('init', '/nowhere/x.yaml')).status).toBe(2);
    expect(existsSync('/nowhere/x.yaml')).toBe(false);
  });
});

describe('explain', () => {
  it.each([
    [
      'httpd.backlog_conn',
      /^device\.httpd\.backlog_conn\n.*backlog.*\n.*esp_http_server\.h[^]*esp32-idf-v4\.2…v6\.1-beta1, lwip-pools: default 5/i,
    ],
    [
      'CONFIG_LWIP_MAX_SOCKETS',
      /esp32-idf-v5\.2\.4…v5\.2\.7, esp32-idf-v5\.3\.2…v6\.1-beta1: default 10[^]*lwip-pools: default 8/,
    ],
    ['LWIP_MAX_SOCKETS', /^CONFIG_LWIP_MAX_SOCKETS\n/],
    ['lwipopts.TCP_WND', /w800-sdk-2\.4: default 11680/],
    ['MEMP_NUM_NETCONN', /lwip-pools: default 8\n[^]*w800-sdk-2\.4: default 8/],
    ['sockets', /errno 23 \(ENFILE\)/],
    ['sessions', /max_open_sockets/],
    ['backlog :80', /SYNs are dropped/],
    ['MEMP_TCP_PCB', /static pool of TCP connections/],
    ['http.path', /step http/],
    ['matrix', /every combination/],
    ['mbedtls_ssl_handshake returned -0x7280', /MBEDTLS_ERR_SSL_CONN_EOF\)\n.*FIN/],
    ['0x7f00', /^-0x7F00 .*ALLOC_FAILED/],
    ['ev=CLIENT_CONNECTION_ERROR: Timed out waiting SSL', /15 s .*\n.*\n.*source: lib/],
  ])('%s', async (name, expected) => {
    const { status, out } = await runCommand('explain', name);
    expect(status).toBe(0);
    expect(out).toMatch(expected);
  });

  it('lists all names', async () => {
    const { out } = await runCommand('explain');
    for (const name of ['  device.httpd.lru_purge_enable', '  ws_open.subprotocol', '  TCP_MSS', '  heap']) {
      expect(out.split('\n')).toContain(name);
    }
  });

  it('tells what a file of options means', async () => {
    const file = new Workplace().file('sdkconfig', 'CONFIG_LWIP_MAX_SOCKETS=16\nCONFIG_IDF_TARGET="esp32"\n');
    const { status, out } = await runCommand('explain', file);
    expect({ status, out }).toEqual({
      status: 0,
      out: `${file} on esp32-idf-v5.3: 1 options taken, 1 ignored\n  CONFIG_LWIP_MAX_SOCKETS = 16\nignored:\n  CONFIG_IDF_TARGET (not modelled)\n`,
    });
  });

  it('explains the lines of a serial log', async () => {
    const place = new Workplace();
    const log = place.file('serial.txt', 'W (90) httpd_txrx: httpd_sock_err: error in recv : 113\nhello\n');
    const { status, out } = await runCommand('explain', '--log', log);
    expect(status).toBe(0);
    expect(out).toContain('  line 1: W (90) httpd_txrx: httpd_sock_err: error in recv : 113\n');
    expect(out).toContain('  line 2: hello\n');
    expect(await runCommand('explain', '--log', place.path('none.txt'))).toMatchObject({
      status: 2,
      err: expect.stringContaining('no such file') as string,
    });
    expect(await runCommand('explain', 'sockets', '--log', log)).toMatchObject({ status: 2 });
  });

  it('knows the nearest name', async () => {
    expect(await runCommand('explain', 'backlog_con')).toMatchObject({
      status: 2,
      err: expect.stringContaining('backlog_conn"?') as string,
    });
    expect(await runCommand('explain', './nowhere')).toMatchObject({ status: 2 });
  });
});
