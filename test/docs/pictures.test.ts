/** The pictures show what the scenarios show. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { picture, pictureFile, PICTURES } from './pictures.js';

const ROOT = join(import.meta.dirname, '../..');

it.each(PICTURES)('$name is what $scenario shows (npx tsx test/docs/pictures.ts writes it)', (one) => {
  expect(readFileSync(pictureFile(one.name), 'utf8')).toBe(picture(one));
});

it('every picture is made here, and shown somewhere', () => {
  const files = readdirSync(join(ROOT, 'docs/pictures'));
  expect(files.sort()).toEqual(PICTURES.map(({ name }) => `${name}.svg`).sort());
  const texts = ['README.md', 'docs/report.md']
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('');
  for (const file of files) expect(texts).toContain(`pictures/${file})`);
});

it('the README shows the eighth client before anything else', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme.indexOf('docs/pictures/eighth-client.svg')).toBeLessThan(readme.indexOf('\n## '));
  expect(readme.indexOf('docs/pictures/eighth-client.svg')).toBeLessThan(readme.indexOf('```'));
});
