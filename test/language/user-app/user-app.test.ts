import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { explainRunError } from '../../../sim/language/user-app/load.js';
import { ScenarioError } from '../../../sim/document/diagnostic.js';
import { complaintOf } from '../failure.js';
import { temporaryFiles } from '../temporary-files.js';

const MODULE = `import { text } from './text.js';

export const app = (context: unknown, esp: any) => ({
  register(server: unknown): void {
    esp.httpd_register_uri_handler(server, { uri: '/', method: esp.HTTP_GET, *handler(req: unknown) {
      return yield* esp.httpd_resp_sendstr(req, text);
    } });
  },
});
`;
const scenario = (app: string, profile = 'esp32-idf-v5.3'): string =>
  `device:\n  profile: ${profile}\n  apps: ["${app}"]\n`;

describe("a user's module", () => {
  it('is TypeScript or JavaScript, with modules of its own beside it', () => {
    const folder = temporaryFiles({
      'app.ts': MODULE,
      'text.ts': "export const text: string = 'hi';\n",
      'plain.mjs': 'export default () => ({ register() {} });\n',
      's.yaml': scenario('./app.ts'),
      'lib/t.yaml': scenario('../plain.mjs'),
      'u.yaml': 'extends: lib/t.yaml\n',
    });
    expect([...(loadScenario(join(folder, 's.yaml')).device.userApps?.keys() ?? [])]).toEqual(['./app.ts']);
    expect([...(loadScenario(join(folder, 'u.yaml')).device.userApps?.keys() ?? [])]).toEqual([
      '../plain.mjs',
    ]);
  });

  it.each([
    ['app.ts', 'export const app = (n) => {\n  let = ;\n};\n', 'app.ts:2:8 bad-module: Unexpected ";"'],
    ['app.mjs', 'export const app = 1;\n  let = ;\n', 'app.mjs:2:1 bad-module: SyntaxError'],
    [
      'app.ts',
      "\nthrow new RangeError('boom');\nexport const app = 1;\n",
      'app.ts:2:7 bad-module: RangeError: boom',
    ],
    ['app.mjs', "\n\nthrow new Error('boom');\n", 'app.mjs:3:7 bad-module: Error: boom'],
    ['app.mjs', 'export const app = 1;\n', 's.yaml:3:10 bad-module: ./app.mjs: exports no function app'],
    [
      'app.mjs',
      'export const app = await 1;\n',
      's.yaml:3:10 bad-module: ./app.mjs: require() cannot be used',
    ],
    ['other.mjs', '', 's.yaml:3:10 bad-module: ./app.mjs: Cannot find module'],
    ['app.txt', 'x', 's.yaml:3:10 bad-module: ./app.txt: not a module'],
  ])('%s with a mistake is blamed (%#)', (name, text, complaint) => {
    const app = name === 'other.mjs' ? 'app.mjs' : name;
    const folder = temporaryFiles({ [name]: text, 's.yaml': scenario(`./${app}`) });
    expect(complaintOf(() => loadScenario(join(folder, 's.yaml')))).toContain(complaint);
  });

  it('that throws in a run is blamed with its line', () => {
    const folder = temporaryFiles({
      'app.ts':
        "interface A {\n  a: number;\n}\nexport const app = (): A => {\n  throw new TypeError('no');\n};\n",
      's.yaml': scenario('./app.ts'),
    });
    const { device } = loadScenario(join(folder, 's.yaml'));
    let thrown: unknown;
    try {
      device.userApps?.get('./app.ts')?.({} as never);
    } catch (error) {
      thrown = explainRunError(error, device.userApps);
    }
    expect(thrown).toBeInstanceOf(ScenarioError);
    expect((thrown as ScenarioError).format()).toContain(
      "app.ts:5:9: TypeError: no\n  4 | export const app = (): A => {\n> 5 |   throw new TypeError('no');",
    );
    expect(explainRunError(new Error('x'), device.userApps)).toMatchObject({ message: 'x' });
  });
});
