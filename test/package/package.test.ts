/**
 * What `npm pack` makes, installed beside a strict project: the command runs, the library runs, and all published
 * declarations are right by themselves, without the packages that the bundle has inside.
 */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** A third of the 667 files that it was when every file had a map and a declaration; library and pages grow, and count in bytes. */
const MOST_PACKED_BYTES = 1_200_000;
const MOST_FILES = 222;
const TEXTS = /^(scenarios|docs)\//;
/** Characters of all declarations; 18,000 of them are the calls and callbacks of libwebsockets. */
const MOST_DECLARED = 168_000;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-package-'));
const project = join(folder, 'project');
const home = join(project, 'node_modules/lwip-twin');
let packed: Packed;

function run(command: string, args: readonly string[], cwd = project): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect({ status, stdout: status === 0 ? '' : stdout, stderr: status === 0 ? '' : stderr }).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
  return stdout;
}

beforeAll(() => {
  // `prepack` builds.
  const text = run('npm', ['pack', '--json', '--pack-destination', folder], ROOT);
  [packed] = JSON.parse(text.slice(text.lastIndexOf('\n[') + 1)) as [Packed];
  mkdirSync(home, { recursive: true });
  run('tar', ['-xzf', join(folder, packed.filename), '--strip-components=1', '-C', home]);
  for (const name of ['vitest', '@vitest', '@types', 'vite', 'tinyrainbow'])
    if (existsSync(join(ROOT, 'node_modules', name)))
      symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "type": "module" }');
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('is small, and depends on nothing', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => path.endsWith('.map'))).toEqual([]);
  // One for each face, and what they share: short enough to be read, and nothing of the libraries inside.
  const declarations = paths
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => readFileSync(join(home, path), 'utf8'));
  expect(declarations.length).toBeLessThan(6);
  expect(declarations.join('').length).toBeLessThan(MOST_DECLARED);
  expect(declarations.join('')).not.toContain('$Zod');
  expect(packed.size).toBeLessThan(MOST_PACKED_BYTES);
  expect(paths.filter((path) => !TEXTS.test(path)).length).toBeLessThan(MOST_FILES);
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    dependencies?: object;
  };
  expect(dependencies).toBeUndefined();
  expect(readFileSync(join(home, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')).toContain('Eemeli Aro');
});

test('the command', () => {
  const command = join(home, 'dist/sim/cli/main.js');
  expect(run(process.execPath, [command, '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
  const library = join(home, 'scenarios');
  expect(
    run(process.execPath, [command, 'check', library, '--filter', 'eighth-client-waits', '--jobs', '2']),
  ).toContain('1 ok');
  expect(
    run(process.execPath, [command, 'repl', join(library, 'eighth-client-waits.yaml'), '-c', 'until 1s']),
  ).toContain('1.000s');
});

/** Everything that a project may write against the package; `app.ts` is a user's firmware module. */
const SOURCES = {
  'run.ts': `
import { scenarioCases, simulate, SimulatedRun, ScenarioError } from 'lwip-twin';
import type { CaseResult, ClientView, Outcome, Scenario, TraceRecord } from 'lwip-twin';
const run: SimulatedRun = simulate('scenario.yaml', { set: { tabs: 8 }, seed: 1 });
const view: ClientView = run.client('tab1');
const outcome: Outcome = view.outcome;
const records: readonly TraceRecord[] = run.records;
const scenarios: readonly Scenario[] = scenarioCases({ device: {} });
const verdict: CaseResult = new SimulatedRun(scenarios[0]!).verdict;
const sockets: number | undefined = scenarios[0]!.device.httpd.max_open_sockets;
export const seen = [outcome, records.length, verdict.status, sockets, run instanceof SimulatedRun, ScenarioError.name];
`,
  'app.ts': `
import type { Blocking, UserApp, httpd_handler_t, httpd_req_t } from 'lwip-twin';
const notFound: httpd_handler_t = function* () { return -1; };
export const app: UserApp = (_context, esp) => {
  function* hello(req: httpd_req_t): Blocking<number> {
    yield* esp.delayMs(5);
    return yield* esp.httpd_resp_sendstr(req, 'hello');
  }
  return {
    *register(server) {
      esp.httpd_register_uri_handler(server, { uri: '/hello', method: esp.HTTP_GET, handler: hello });
      esp.httpd_register_uri_handler(server, { uri: '/no', method: esp.HTTP_GET, handler: notFound });
    },
  };
};
`,
  'device.test.ts': `
import { expect, test } from 'vitest';
import { simulate } from 'lwip-twin';
import { scenarioSuite } from 'lwip-twin/vitest';
scenarioSuite('scenarios/*.yaml', { seed: 3 });
test('tab', () => {
  expect(simulate('x.yaml').client('tab8')).toHaveOutcome('waiting', 'sessions');
});
`,
};

describe('a strict project', () => {
  beforeAll(() => {
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(project, name), text);
  });

  test.each([
    ['the library, without any types of Node', ['run.ts', 'app.ts'], []],
    ['with vitest', ['device.test.ts'], ['node']],
  ])('%s', { timeout: 300_000 }, (_, include, types) => {
    const compilerOptions = {
      target: 'ES2023',
      // vitest's own declarations speak of the DOM.
      lib: types.length === 0 ? ['ES2023'] : ['ES2023', 'DOM'],
      module: 'NodeNext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
      noEmit: true,
      types,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
  });

  test('both entries are one library', () => {
    const text = `import { SimulatedRun, simulate } from 'lwip-twin';
      const run = simulate('node_modules/lwip-twin/scenarios/eighth-client-waits.yaml');
      console.log(run instanceof SimulatedRun, run.client('tab8').outcome);`;
    expect(run(process.execPath, ['--input-type=module', '-e', text])).toBe('true waiting\n');
  });
});
