/** `advanced_tests/scripts/test.py`: a program of its own, of which only the vendor's way of printing is replaced. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { throughRun, type VendorTest } from './through-run.js';

const TESTS = 28;
const UTILITY = `import builtins


def console_log(*words, **how):
    how.pop('color', None)
    builtins.print(*words, **how, flush=True)
`;

/** Whether all of its tests succeeded. */
export function runScript(test: VendorTest): boolean {
  writeFileSync(join(test.folder, 'Utility.py'), UTILITY);
  const command = ['python3', test.file, '-4', '192.168.4.2', '-p', '1234'];
  const { stdout, stderr } = throughRun(test, command, { PYTHONPATH: test.folder });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  const [begun, passed] = [/^\[test\]/gm, /\bSuccess$/gm].map((sign) => stdout.match(sign)?.length ?? 0);
  process.stdout.write(`\n${passed} of ${begun} tests of ${TESTS} succeeded\n`);
  return begun === TESTS && passed === TESTS;
}
