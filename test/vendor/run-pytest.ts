/**
 * The vendor's tests for pytest: each of a file's test functions against a device that has just started.
 *
 * They need pytest-embedded and boards; modules of the same names in `pytest/` put the simulated device in their place.
 * Their own helpers (`idf_http_server_test`) they find in the ESP-IDF that they are part of.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { throughRun, type VendorTest } from './through-run.js';

const STAND_INS = join(import.meta.dirname, 'pytest');
/** Debian's packages belong to Debian's Python, which need not be the first one. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** Whether all of the file's tests passed. */
export function runPytest(test: VendorTest): boolean {
  const source = readFileSync(test.file, 'utf8');
  const names = [...source.matchAll(/^def (test_\w+)\(dut\b/gm)].map(([, name]) => name!);
  const python = findPython(source);
  if (python === undefined) return false;
  const binaries = join(test.folder, 'binaries');
  mkdirSync(binaries);
  // Tests log the size of the program's image.
  for (const [, name] of source.matchAll(/'(\w+\.bin)'/g)) writeFileSync(join(binaries, name!), '');
  const passed = names.filter((name) => passes(test, python, binaries, name));
  process.stdout.write(`\n${passed.length} of ${names.length} tests passed\n`);
  return passed.length === names.length;
}

/** A Python that has what the test imports; says what is missing. */
function findPython(source: string): string | undefined {
  const modules = ['pytest', ...(/^ *import websocket$/m.test(source) ? ['websocket'] : [])];
  const found = PYTHONS.find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
  if (found === undefined)
    process.stderr.write(
      `no ${modules.join(' and ')} for Python here: apt-get install python3-pytest python3-websocket\n`,
    );
  return found;
}

function passes(test: VendorTest, python: string, binaries: string, name: string): boolean {
  const consoleFile = join(test.folder, `${name}.console`);
  const consoleFd = openSync(consoleFile, 'w');
  // Nothing of the vendor's own configuration of pytest, which wants boards.
  const plain = ['--noconftest', '-c', '/dev/null', `--rootdir=${test.folder}`, '-p', 'no:cacheprovider'];
  const command = [
    python,
    '-m',
    'pytest',
    ...plain,
    '-p',
    'vendor_dut',
    '-q',
    '-W',
    'ignore',
    `${test.file}::${name}`,
  ];
  const { status } = throughRun(
    { ...test, options: ['--log-level', 'D', ...test.options] },
    command,
    {
      PYTHONPATH: STAND_INS,
      PYTHONDONTWRITEBYTECODE: '1',
      VENDOR_CONSOLE: consoleFile,
      VENDOR_BINARIES: binaries,
    },
    ['ignore', 'inherit', consoleFd],
  );
  closeSync(consoleFd);
  if (status !== 0) process.stderr.write(readFileSync(consoleFile));
  return status === 0;
}
