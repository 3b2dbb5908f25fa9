import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { ScenarioError } from '../../sim/document/diagnostic.js';
import { loadScenario } from '../../sim/run/load.js';
import { MAX_FILE_BYTES } from '../../sim/document/source.js';

const folder = mkdtempSync(join(tmpdir(), 'lwip-twin-'));
const file = (name: string): string => join(folder, name);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function failure(path: string): ScenarioError {
  try {
    loadScenario(path);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

describe('files', () => {
  it('a missing file', () => {
    expect(failure(file('none.yaml')).message).toBe(
      `${file('none.yaml')}: can't read the file: no such file`,
    );
  });

  it('a folder', () => {
    expect(failure(folder)).toMatchObject({ code: 'unreadable', line: undefined });
  });

  it('a file over the limit, and what is no file', () => {
    writeFileSync(file('large.yaml'), '');
    truncateSync(file('large.yaml'), MAX_FILE_BYTES + 1);
    expect(failure(file('large.yaml')).message).toContain('larger than 64 MiB');
    expect(failure('/dev/zero').message).toContain('a pipe or a device, not a file');
  });

  it('bytes that are not UTF-8', () => {
    writeFileSync(file('latin.yaml'), Buffer.from('name: x\ndescription: gr\xfcn\n', 'latin1'));
    expect(failure(file('latin.yaml'))).toMatchObject({ code: 'not-utf8', line: 2, column: 16 });
    writeFileSync(file('utf16.yaml'), Buffer.from('\uFEFFname: x\n', 'utf16le'));
    expect(failure(file('utf16.yaml'))).toMatchObject({
      line: 1,
      column: 1,
      hint: expect.stringContaining('UTF-16') as string,
    });
  });

  it('a byte order mark and CRLF are fine', () => {
    writeFileSync(file('bom.yaml'), '\uFEFFdevice:\r\n  profile: lwip-pools\r\n  apps: [simple]\r\n');
    expect(loadScenario(file('bom.yaml'))).toMatchObject({ name: 'bom', device: { apps: ['simple'] } });
  });
});

describe('a printed error', () => {
  const text = `name: "${'y'.repeat(300)}"\nuntil: 5sec # \u001b[31m\n`;

  it('has place, frame and hint', () => {
    const error = failureOf(text);
    expect(error.format()).toContain(
      ['f.yaml:2:8: until: unknown unit "sec"', `  1 | name: "${'y'.repeat(89)}`].join('\n'),
    );
    expect(error.format()).toContain(
      '> 2 | until: 5sec #  [31m\n    |        ^^^^\n  hint: did you mean 5s?',
    );
  });

  it('has colours only when asked', () => {
    const error = failureOf(text);
    expect(error.format()).not.toContain('\u001b');
    expect(error.format({ color: true })).toContain('\u001b[31mf.yaml:');
  });

  function failureOf(source: string): ScenarioError {
    try {
      loadScenario({ text: `${source}device: { profile: lwip-pools, apps: [simple] }`, file: 'f.yaml' });
    } catch (error) {
      if (error instanceof ScenarioError) return error;
    }
    throw new Error('no error');
  }
});
