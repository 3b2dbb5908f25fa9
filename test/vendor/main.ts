/**
 * `npm run test:vendor -- PATH`: a test that Espressif wrote of its server, against the simulated device, over TUN.
 *
 * PATH is a file of ESP-IDF v5.3.5 that the user has; nothing of it is part of this project. Which files there are: a
 * scenario beside this module has the name of each. Words after PATH are options of `lwip-twin run`.
 */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import { runPytest } from './run-pytest.js';
import { runScript } from './run-script.js';

const FIRST_ARGUMENT = 2;

const [given = '', ...options] = process.argv.slice(FIRST_ARGUMENT);
const file = resolve(given);
const scenario = join(import.meta.dirname, basename(file).replace(/\.py$/, '.yaml'));
if (given === '' || !existsSync(file) || !existsSync(scenario)) {
  process.stderr.write(
    'usage: npm run test:vendor -- PATH, a file below examples/protocols/http_server of ESP-IDF v5.3.5:\n' +
      'advanced_tests/scripts/test.py, or pytest_*.py of simple, persistent_sockets, file_serving, ws_echo_server\n',
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-vendor-'));
try {
  const test = { file, scenario, folder, options };
  process.exitCode = (basename(file).startsWith('pytest_') ? runPytest(test) : runScript(test)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
