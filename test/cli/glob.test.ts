import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesLike } from '../../sim/cli/check/glob.js';
import { Workplace } from './fixture.js';

function place(): Workplace {
  const work = new Workplace();
  for (const folder of ['sub', 'sub/deep', '_parts', '.hidden', 'node_modules']) mkdirSync(work.path(folder));
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
  for (const file of [...files, '_parts/h.yaml', '.hidden/i.yaml', 'node_modules/j.yaml']) work.file(file);
  symlinkSync(work.folder, work.path('sub/loop'));
  return work;
}

test.each([
  ['*.yaml', 'a.yaml b[1].yaml'],
  ['**/*.yaml', 'a.yaml b[1].yaml sub/deep/g.yaml sub/f.yaml'],
  ['sub/**/*.yaml', 'sub/deep/g.yaml sub/f.yaml'],
  ['**/g.*', 'sub/deep/g.yaml'],
  ['*/*.yaml', 'sub/f.yaml'],
  ['{a,b}.{yaml,yml}', 'a.yaml b.yml'],
  ['[!a].y?ml', ''],
  ['[a-b].{ya,y}ml', 'a.yaml b.yml'],
  ['_*.yaml', '_d.yaml'],
  ['_parts/*.yaml', '_parts/h.yaml'],
  ['b[1].yaml', 'b[1].yaml'],
  ['sub', 'sub/deep/g.yaml sub/f.yaml'],
  ['none.yaml', 'none.yaml'],
  ['none/**', ''],
])('%s', (pattern, files) => {
  const { folder } = place();
  const found = filesLike(`${folder}/${pattern}`).map((file) => file.slice(folder.length + 1));
  expect(found.join(' ')).toBe(files);
});

test.each([
  ['a[', 'bad pattern "a[": a [ without ]'],
  ['a]b*', 'bad pattern "a]b*": a ] without ['],
  ['{a', 'bad pattern "{a": a { without }'],
  ['a}*', 'bad pattern "a}*": a } without {'],
  ['[b-a]', 'bad pattern "[b-a]": "[b-a]" is no pattern'],
  ['', 'an empty file name'],
])('bad: %s', (pattern, message) => {
  expect(() => filesLike(pattern)).toThrow(message);
});
