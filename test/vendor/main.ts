/**
 * `npm run test:vendor -- PATH`: Espressif's own client-side test of its server against the simulated device, over TUN.
 *
 * PATH is a copy of examples/protocols/http_server/advanced_tests/scripts/test.py of ESP-IDF v5.3.5; nothing of it is part
 * of this project. It needs Python 3, and a module `Utility` of the vendor's test framework, whose only used function is
 * put in its place.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const FIRST_ARGUMENT = 2;
const TESTS = 28;
const LIMIT_MS = 600_000;
const UTILITY = `import builtins


def console_log(*words, **how):
    how.pop('color', None)
    builtins.print(*words, **how, flush=True)
`;

const [given = ''] = process.argv.slice(FIRST_ARGUMENT);
const script = resolve(given);
if (given === '' || !existsSync(script)) {
  process.stderr.write('usage: npm run test:vendor -- PATH/TO/advanced_tests/scripts/test.py\n');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-vendor-'));
try {
  writeFileSync(join(folder, 'Utility.py'), UTILITY);
  const main = resolve(import.meta.dirname, '../../sim/cli/main.ts');
  const scenario = join(import.meta.dirname, 'advanced.yaml');
  const command = ['python3', script, '-4', '192.168.4.2', '-p', '1234'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', main, 'run', scenario, ...process.argv.slice(FIRST_ARGUMENT + 1), '--', ...command],
    { encoding: 'utf8', timeout: LIMIT_MS, env: { ...process.env, PYTHONPATH: folder } },
  );
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  const [begun, passed] = [/^\[test\]/gm, /\bSuccess$/gm].map((sign) => stdout.match(sign)?.length ?? 0);
  process.stdout.write(`\n${passed} of ${begun} tests of ${TESTS} succeeded\n`);
  process.exitCode = begun === TESTS && passed === TESTS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
