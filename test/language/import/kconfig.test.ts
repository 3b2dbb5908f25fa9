import { describe, expect, it } from 'vitest';

import { readKconfig } from '../../../sim/language/import/kconfig-file.js';
import { complaintOf } from '../failure.js';

const read = (text: string) => readKconfig({ file: 'sdkconfig', text });
const values = (text: string) =>
  Object.fromEntries([...read(text).entries].map(([name, { value }]) => [name, value]));

describe('sdkconfig and prj.config', () => {
  it('have numbers, switches, texts, and options that are not set', () => {
    const text = `#
# Automatically generated file. DO NOT EDIT.
#
CONFIG_IDF_TARGET="esp32"
CONFIG_LWIP_MAX_SOCKETS=10\r
CONFIG_A=0x1F
CONFIG_B=-3
CONFIG_Y=y
CONFIG_N=n
# CONFIG_LWIP_SO_LINGER is not set
CONFIG_QUOTED="a \\"b\\" # c"

# end of LWIP
CONFIG_LWIP_MAX_SOCKETS=12
`;
    expect(values(text)).toEqual({
      CONFIG_IDF_TARGET: 'esp32',
      CONFIG_LWIP_MAX_SOCKETS: 12,
      CONFIG_A: 31,
      CONFIG_B: -3,
      CONFIG_Y: true,
      CONFIG_N: false,
      CONFIG_LWIP_SO_LINGER: false,
      CONFIG_QUOTED: 'a \\"b\\" # c',
    });
  });

  it('know the places of names and values', () => {
    const { text, entries } = read('\n  CONFIG_A=12\r\n# CONFIG_B is not set\n');
    expect(text.place(entries.get('CONFIG_A')!.nameSpan)).toEqual({
      position: { line: 2, column: 3 },
      text: 'CONFIG_A',
    });
    expect(text.place(entries.get('CONFIG_A')!.valueSpan)).toEqual({
      position: { line: 2, column: 12 },
      text: '12',
    });
    expect(text.place(entries.get('CONFIG_B')!.valueSpan)).toEqual({
      position: { line: 3, column: 3 },
      text: 'CONFIG_B',
    });
  });

  it.each([
    ['CONFIG_A=1\nnonsense', 'sdkconfig:2:1 bad-config: not a line of a Kconfig file'],
    ['LWIP_MAX_SOCKETS=1', 'sdkconfig:1:1 bad-config: not a line of a Kconfig file'],
    ['CONFIG_A 1', 'sdkconfig:1:1 bad-config: not a line of a Kconfig file'],
    ['CONFIG_A=', 'sdkconfig:1:10 bad-config: CONFIG_A: not a Kconfig value'],
    ['CONFIG_A=ten', 'sdkconfig:1:10 bad-config: CONFIG_A: not a Kconfig value'],
    ['CONFIG_A="open', 'sdkconfig:1:10 bad-config: CONFIG_A: not a Kconfig value'],
    ['<<<<<<< HEAD', 'sdkconfig:1:1 bad-config'],
  ])('%j is refused', (text, complaint) => {
    expect(complaintOf(() => read(text))).toContain(complaint);
  });
});
