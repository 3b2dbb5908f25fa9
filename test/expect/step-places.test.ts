/** A step that failed is blamed where it stands: line, column and file, also in a file that is imported. */

import { join } from 'node:path';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { expect, it } from 'vitest';

import { ExpectationWatch } from '../../sim/expect/watch.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const GROUP = `groups:
  - name: c
    count: 5
    steps:
      - { do: http, path: /hello }
      - do: repeat
        times: 2
        steps: [{ do: wait, for: 1s }, { do: http, path: /no, expect: { status: 200 } }]
`;

/** Places of the failures, and how many there are of each. */
function failures(file: string): string[] {
  const simulation = new Simulation(loadScenario(file));
  const watch = new ExpectationWatch(simulation);
  simulation.run();
  return watch
    .finish()
    .failures.map(
      ({ place, expected }) => `${place.file}:${place.position.line}:${place.position.column} ${expected}`,
    );
}

it('with line, column and file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steps-'));
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('all.yaml'), `device: { profile: esp32-idf-v5.3, apps: [simple] }\n${GROUP}`);
  writeFileSync(file('part.yaml'), `# a comment\n${GROUP}`);
  writeFileSync(
    file('whole.yaml'),
    'device: { profile: esp32-idf-v5.3, apps: [simple] }\nimports: part.yaml\n',
  );
  const expected = (name: string, place: string): string[] =>
    [1, 2, 3].map((n) => `${file(name)}:${place} c${n}, step 4 (http, round 1): answered, status 200`);
  expect(failures(file('all.yaml'))).toEqual(expected('all.yaml', '9:40'));
  expect(failures(file('whole.yaml'))).toEqual(expected('part.yaml', '9:40'));
});
