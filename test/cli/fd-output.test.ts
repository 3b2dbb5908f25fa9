import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { FdOutput } from '../../sim/cli/output/fd-output.js';

function opened(): { readonly output: FdOutput; readonly read: () => string; readonly close: () => void } {
  const file = join(mkdtempSync(join(tmpdir(), 'lwip-twin-output-')), 'out');
  const fd = openSync(file, 'w');
  return {
    output: new FdOutput(fd, 'the output'),
    read: () => readFileSync(file, 'utf8'),
    close: () => {
      closeSync(fd);
    },
  };
}

describe('what is written', () => {
  it('begins with the first line, at once, and goes on in large pieces', () => {
    const { output, read, close } = opened();
    output.write('the ');
    expect(read()).toBe('');
    output.write('first\n');
    expect(read()).toBe('the first\n');
    output.write('the second\n');
    output.write(Buffer.from('the third\n'));
    expect(read()).toBe('the first\n');
    output.flush();
    expect(read()).toBe('the first\nthe second\nthe third\n');
    close();
  });

  it('goes out when a good deal has come together', () => {
    const { output, read, close } = opened();
    const line = `${'x'.repeat(999)}\n`;
    for (let i = 0; i < 100; i++) output.write(line);
    expect(read().length).toBeGreaterThan(60_000);
    close();
  });
});
