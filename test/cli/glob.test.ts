import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesLike } from '../../sim/cli/check/glob.js';
import { Workplace } from './fixture.js';

function place(): Workplace {
  const work = new Workplace();
  for (const folder of ['sub', 'sub/deep', '_parts', '.hidden', 'node_modules', 'odd{1}'])
    mkdirSync(work.path(folder));
  const files = [
    'a.yaml',
    'b.yml',
    'c.txt',
    '_d.yaml',
    '.e.yaml',
    'sub/f.yaml',
    'sub/deep/g.yaml',
    'b[1].yaml',
  ];
  const hidden = ['_parts/h.yaml', '.hidden/i.yaml', 'node_modules/j.yaml'];
  for (const file of [...files, ...hidden, 'odd{1}/k.yaml']) work.file(file);
  symlinkSync(work.path('sub'), work.path('sub/loop'));
  symlinkSync(work.path('a.yaml'), work.path('link.yaml'));
  return work;
}

test.each([
  ['*.yaml', 'a.yaml b[1].yaml link.yaml'],
  ['**/*.yaml', 'a.yaml b[1].yaml link.yaml odd{1}/k.yaml sub/deep/g.yaml sub/f.yaml'],
  ['sub/**/*.yaml', 'sub/deep/g.yaml sub/f.yaml'],
  ['**/g.*', 'sub/deep/g.yaml'],
  ['*/*.yaml', 'odd{1}/k.yaml sub/f.yaml'],
  ['{a,b}.{yaml,yml}', 'a.yaml b.yml'],
  ['[!a].y?ml', ''],
  ['[a-b].{ya,y}ml', 'a.yaml b.yml'],
  ['_*.yaml', '_d.yaml'],
  ['_parts/*.yaml', '_parts/h.yaml'],
  ['b[1].yaml', 'b[1].yaml'],
  ['sub', 'sub/deep/g.yaml sub/f.yaml'],
  ['sub/', 'sub/deep/g.yaml sub/f.yaml'],
  ['odd{1}', 'odd{1}/k.yaml'],
  ['none.yaml', 'none.yaml'],
  ['none/**', ''],
  ['a[', ''],
])('%s', (pattern, files) => {
  const { folder } = place();
  const found = filesLike(`${folder}/${pattern}`).map((file) => file.slice(folder.length + 1));
  expect(found.join(' ')).toBe(files);
});

test('an empty name', () => {
  expect(() => filesLike('')).toThrow('an empty file name');
});
