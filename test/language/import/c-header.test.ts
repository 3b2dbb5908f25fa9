import { describe, expect, it } from 'vitest';

import { readHeader } from '../../../sim/language/import/c-header.js';
import { complaintOf } from '../failure.js';

const KCONFIG: Readonly<Record<string, number>> = { CONFIG_TEN: 10, CONFIG_ON: 1 };
const read = (text: string) => readHeader({ file: 'lwipopts.h', text }, (name) => KCONFIG[name]);
const value = (text: string, name = 'X'): number => {
  const header = read(text);
  return header.valueOf(header.macros.get(name)!);
};

describe('expressions', () => {
  it.each([
    ['8', 8],
    ['(8)', 8],
    ['0x10UL', 16],
    ['010', 8],
    ['2000UL /* ms */', 2000],
    ['(4 * (1460) + 3) / 4', 1460],
    ['10 - 2 - 3', 5],
    ['1 << 4 | 1', 17],
    ['-7 / 2', -3],
    ['7 % 4', 3],
    ['~0', -1],
    ['1 ? 2 : 3', 2],
    ['0 ? 2 : 1 ? 4 : 5', 4],
    ['(u32_t)3000', 3000],
    ['((uint16_t)(2 + 1))', 3],
    ['(unsigned long)5', 5],
    ['LWIP_MIN(3, LWIP_MAX(1, 2))', 2],
    ['CONFIG_TEN * 2', 20],
    ['1 && !0 || 0', 1],
    ['3 >= 3 && 2 != 1', 1],
  ])('%s', (text, expected) => {
    expect(value(`#define X ${text}\n`)).toBe(expected);
  });

  it('refer to macros defined before or after', () => {
    expect(value('#define X (10 * TCP_MSS)\n#define TCP_MSS 1460\n')).toBe(14600);
  });

  it.each([
    ['#define X "text"', 'lwipopts.h:1:11 bad-config: X is no whole number that can be told from this file'],
    ['#define X 1 +', 'it ends too early'],
    ['#define X (1', '")" is missing'],
    ['#define X 1 2', '"2" is one too many'],
    ['#define X 1 / 0', 'division by zero'],
    ['#define X sizeof(int)', 'sizeof() is not known here'],
    ['#define X NOT_HERE', 'NOT_HERE has no value here'],
    ['#define X X', 'X refers to itself'],
    ['#define X Y\n#define Y X', 'refers to itself'],
    ['#define X 1 << 99', 'too far'],
    ['#define X 99999999999999999999', 'too large'],
    ['#define X', 'it is empty'],
  ])('%j has no value', (text, complaint) => {
    expect(complaintOf(() => value(text))).toContain(complaint);
  });
});

describe('headers', () => {
  it('have guards, comments, continued lines, conditions, functions', () => {
    const text = `#ifndef H
#define H
#include "sdkconfig.h"
/* #define X 1
 */
#ifdef CONFIG_ON // on
#define A \\
    (1 + \\
     1)
#else
#define A 0
#endif
#if defined(CONFIG_OFF) || (CONFIG_TEN > 20)
#  define B 1
#elif CONFIG_TEN == 10
#  define B 2
#else
#  error "no"
#endif
#define F(x) ((x) + 1)
static inline int f(int x) { return x; } /* # */
#define C '#'
#undef A
#define A 3
#if 0
#error "not here"
#if 1
#define B 9
#endif
#endif
#endif
`;
    const header = read(text);
    expect([...header.macros.keys()]).toEqual(['H', 'B', 'C', 'A']);
    expect(value(text, 'A')).toBe(3);
    expect(value(text, 'B')).toBe(2);
    expect(header.macros.get('B')?.conditions).toContain('CONFIG_TEN');
  });

  it.each([
    ['#if 1\n', 'lwipopts.h:1:1 bad-config: this condition has no #endif'],
    ['\n #endif\n', 'lwipopts.h:2:2 bad-config: #endif without #if'],
    ['#else\n', '#else without #if'],
    ['#if 1\n#else\n#else\n#endif\n', 'lwipopts.h:3:1 bad-config: #else without #if'],
    ['#if (\n#endif\n', 'lwipopts.h:1:5 bad-config: this condition is no whole number'],
    ['/* open\n', 'lwipopts.h:1:1 bad-config: this comment does not end'],
    ['#define 1X 2\n', '#define without a name'],
    ['#error "stop"\n', 'the header stops here: "stop"'],
    ['#if VERSION_VAL(1, 2)\n#endif\n', 'VERSION_VAL() is not known here'],
  ])('%j is refused', (text, complaint) => {
    expect(complaintOf(() => read(text))).toContain(complaint);
  });
});
