/** docs/cpu.md has every entry of every chip, with the figure that `device.cpu` uses. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CPU_PRESETS } from '../../firmware-model/devices/cpu-presets.js';
import { CPU_RATES, CPU_TIMES, type CpuEntry } from '../../sim/document/device-cpu.js';
import { countText } from '../../sim/outcomes/amount-text.js';
import { spanText } from '../../sim/outcomes/time-text.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/cpu.md'), 'utf8');

test('the table of figures is that of the presets', () => {
  const written = PAGE.split('\n')
    .filter((line) => /^\| (entry|`\w+`) /.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const entries = [...Object.keys(CPU_TIMES), ...Object.keys(CPU_RATES)] as CpuEntry[];
  const text = (entry: CpuEntry, value: number): string =>
    entry in CPU_RATES ? countText(value) : spanText(value);
  const wanted = entries.map((entry) => [
    `\`${entry}\``,
    ...CPU_PRESETS.map(({ figures }) =>
      figures[entry] === undefined ? '—' : text(entry, figures[entry].value),
    ),
  ]);
  expect(written).toEqual([['entry', ...CPU_PRESETS.map(({ chip }) => chip)], ...wanted]);
});
