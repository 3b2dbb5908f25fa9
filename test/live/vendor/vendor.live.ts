/** `npm run test:vendor` with a test in our own words in place of the vendor's: what stands in for boards works. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { findNamespace } from '../../../sim/live/tun/namespace.js';
import { Workplace } from '../../cli/fixture.js';

const LIMIT_MS = 100_000;
const MAIN = join(import.meta.dirname, '../../vendor/main.ts');

const way = findNamespace('twin0', '192.168.4.1');
const why = 'reasons' in way ? way.reasons.join('; ') : missing();
if (why !== undefined) console.warn(`skipped: ${why}`);

function missing(): string | undefined {
  const found = ['python3', '/usr/bin/python3'].some(
    (python) => spawnSync(python, ['-c', 'import pytest']).status === 0,
  );
  return found ? undefined : 'no pytest for Python here (apt-get install python3-pytest)';
}

const PROGRAM = `import os
import pytest
from urllib.request import urlopen
from common_test_methods import get_env_config_variable
from pytest_embedded import Dut


@pytest.mark.parametrize('config', ['spiffs'], indirect=True)
def test_greeting(dut: Dut, config) -> None:
    assert os.path.getsize(os.path.join(dut.app.binary_path, 'simple.bin')) == 0
    assert dut.app.sdkconfig.get('EXAMPLE_WIFI_SSID_PWD_FROM_STDIN') is None
    host = dut.expect(r'IPv4 address: (\\d+\\.\\d+\\.\\d+\\.\\d+)[^\\d]')[1].decode()
    port = dut.expect(r"(?:[\\s\\S]*)Starting server on port: '(\\d+)'")[1].decode()
    assert (host, port) == ('192.168.4.2', '80')
    assert urlopen(f'http://{host}/hello?query1=7').read() == b'Hello World!'
    assert dut.expect_exact('query1=7') == b'query1=7'


def test_silence(dut: Dut) -> None:
    dut.expect('Registering URI handlers')
    # A device that has just started: nobody has asked it for anything. What has been read is not found again.
    for line in ['Found', 'Registering']:
        with pytest.raises(Exception):
            dut.expect(line, timeout=0.5)
`;

/** Runs a test of this name. */
function vendor(name: string, program: string): { status: number | null; out: string } {
  const file = new Workplace().file(name, program);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, file], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return { status, out: stdout + stderr };
}

describe.skipIf(why !== undefined)('a test for pytest', () => {
  test('reads the console of a device that has just started', () => {
    const { status, out } = vendor('pytest_http_server_simple.py', PROGRAM);
    expect(out).toContain('2 of 2 tests passed');
    expect(status).toBe(0);
  });

  test('fails with the console', () => {
    const failing = PROGRAM.replace("b'Hello World!'", "b'Hello'");
    const { status, out } = vendor('pytest_http_server_simple.py', failing);
    expect(out).toContain('1 of 2 tests passed');
    expect(out).toContain('Found URL query parameter => query1=7');
    expect(status).toBe(1);
  });
});

test('only tests that have a device here are run', () => {
  const { status, out } = vendor('pytest_captive_portal.py', PROGRAM);
  expect(status).toBe(2);
  expect(out).toContain('usage: npm run test:vendor');
});
