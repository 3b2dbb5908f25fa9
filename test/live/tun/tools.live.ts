/** Tools that nobody here wrote look at the modelled lwIP: each test is skipped, with its reason, where its tool is not. */

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { builtCommand } from '../../built-command.js';
import { Workplace } from '../../cli/fixture.js';

const DEVICE = `name: lamp
device:
  profile: esp32-idf-v5.3
  apps: [simple]
  httpd: { lru_purge_enable: true }
  handlers: [{ uri: /big, do: [{ send: 100000 }] }]
until: 1h
`;
/** Packages of Debian by their commands. */
const PACKAGES: Readonly<Record<string, string>> = {
  curl: 'curl',
  wrk: 'wrk',
  ab: 'apache2-utils',
  nmap: 'nmap',
  tshark: 'tshark',
  h2load: 'nghttp2-client',
  httping: 'httping',
};
const LIMIT_MS = 110_000;

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : undefined;
if (why !== undefined) console.warn(`skipped: no TUN device can be had here (${why})`);

/** Whether it is there; says so where it is not. */
function has(tool: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
  if (!found) console.warn(`skipped: no ${tool} here (apt-get install ${PACKAGES[tool] ?? tool})`);
  return found;
}

function ran(command: string, ...options: string[]): { status: number | null; out: string; err: string } {
  const file = new Workplace().file('lamp.yaml', DEVICE);
  const args = [builtCommand(), 'run', file, ...options, '--', 'sh', '-c', command];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return { status, out: stdout, err: stderr };
}

describe.skipIf(why !== undefined)('tools over TUN', () => {
  test.skipIf(!has('curl'))('curl: a kept connection, an upload, a range of errors', () => {
    const { status, out, err } = ran(
      'curl -sS $LWIP_TWIN_URL/hello $LWIP_TWIN_URL/hello -w "%{num_connects} " && ' +
        'head -c 3000 /dev/zero | tr "\\0" x | curl -sS --data-binary @- $LWIP_TWIN_URL/echo | wc -c && ' +
        'curl -s -o /dev/null -w "%{http_code}" $LWIP_TWIN_URL/none',
    );
    expect({ status, out }, err).toEqual({ status: 0, out: 'Hello World!1 Hello World!0 3000\n404' });
  });

  test.skipIf(!has('wrk'))('wrk: five connections for two seconds without an error', () => {
    const { out, err } = ran('wrk -t1 -c5 -d2s $LWIP_TWIN_URL/hello');
    expect(Number(/(\d+) requests in/.exec(out)?.[1]), err).toBeGreaterThan(10);
    expect(out).not.toContain('Socket errors');
    expect(out).not.toContain('Non-2xx');
  });

  test.skipIf(!has('ab'))(
    'ab waits for the end of a connection, which this server does not bring about',
    () => {
      const { out, err } = ran('ab -q -s 2 -n 2 -c 1 $LWIP_TWIN_URL/hello 2>&1; true');
      expect(out, err).toContain('The timeout specified has expired');
    },
  );

  test.skipIf(!has('h2load'))('h2load: 200 requests of HTTP/1.1 over five connections', () => {
    const { out, err } = ran('h2load --h1 -n 200 -c 5 $LWIP_TWIN_URL/hello');
    expect(out, err).toContain('200 succeeded, 0 failed, 0 errored, 0 timeout');
  });

  test.skipIf(!has('httping'))('httping: ten of ten', () => {
    const { out, err } = ran('httping -c 10 -i 0.1 -g $LWIP_TWIN_URL/hello');
    expect(out, err).toContain('10 connects, 10 ok, 0.00% failed');
  });

  test.skipIf(!has('nmap'))('nmap: open where the server listens, closed elsewhere', () => {
    const { out, err } = ran('nmap -n -Pn -p 79-81 $LWIP_TWIN_HOST');
    expect(out, err).toMatch(/79\/tcp +closed/);
    expect(out).toMatch(/80\/tcp +open/);
    expect(out).toMatch(/81\/tcp +closed/);
  });

  test.skipIf(!has('tshark') || !has('h2load') || !has('curl'))(
    'tshark over a long capture: nothing malformed, no bad checksum, nothing that the device repeats',
    () => {
      const place = new Workplace();
      const capture = place.path('seen.pcapng');
      const { status, err } = ran(
        'h2load --h1 -n 800 -c 5 $LWIP_TWIN_URL/hello >&2 && curl -sf $LWIP_TWIN_URL/big -o /dev/null && ' +
          'head -c 5000 /dev/zero | curl -sf --data-binary @- $LWIP_TWIN_URL/echo -o /dev/null',
        '--pcapng',
        capture,
      );
      expect(status, err).toBe(0);
      const count = (filter: string): number => {
        const checks = ['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE'];
        const { stdout, status: read } = spawnSync('tshark', ['-r', capture, ...checks, '-Y', filter], {
          encoding: 'utf8',
        });
        expect(read).toBe(0);
        return stdout.split('\n').length - 1;
      };
      expect(count('tcp')).toBeGreaterThan(2000);
      expect(count('_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0')).toBe(0);
      // A kernel on a busy machine may send again after its 200 ms; the device has no reason to.
      const odd = [
        'retransmission',
        'fast_retransmission',
        'lost_segment',
        'ack_lost_segment',
        'out_of_order',
      ];
      const analysis = odd.map((one) => `tcp.analysis.${one}`).join(' || ');
      expect(count(`ip.src == 192.168.4.2 && (${analysis})`)).toBe(0);
    },
  );
});
