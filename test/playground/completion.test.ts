/** Where in a scenario the cursor is, by indentation. */

import { expect, it } from 'vitest';
import { sectionAt } from '../../sim/playground/completion.js';

const LINES = [
  'device:',
  '  profile: esp32-idf-v5.3',
  '  httpd:',
  '    ',
  'groups:',
  '  - name: tab',
  '    link:',
  '      ',
];

it.each([
  [3, 4, 'device.httpd'],
  [1, 2, 'device'],
  [4, 0, ''],
  [6, 4, 'groups'],
  [7, 6, 'groups.link'],
])('line %i, column %i: %s', (line, indent, section) => {
  expect(sectionAt(LINES, line, indent)).toBe(section);
});
