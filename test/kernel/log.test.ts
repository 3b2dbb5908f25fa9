/** Which lines are worth formatting: those that somebody listens to, and those that the console writes. */

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConsoleUart } from '../../sim/kernel/console-uart.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import { FormattedLog } from '../../sim/kernel/log-message.js';
import { DeviceLog } from '../../sim/kernel/log.js';
import {
  plainRecord,
  serializeRecord,
  Trace,
  type LogLevel,
  type TraceRecord,
} from '../../sim/kernel/trace.js';

const LEVELS: readonly LogLevel[] = ['E', 'W', 'I', 'D'];

function logOf({ listens = false, level = 'V' as LogLevel, console = undefined as LogLevel | undefined }): {
  log: DeviceLog;
  heard: string[];
} {
  const kernel = new Kernel(1000);
  const trace = new Trace();
  const heard: string[] = [];
  if (listens)
    trace.subscribe(['log'], (record: TraceRecord) => {
      if (record.k === 'log') heard.push(`${record.lv} ${record.tag}: ${record.msg}`);
    });
  const uart =
    console === undefined
      ? undefined
      : new ConsoleUart(kernel, {
          ...{ baud: 115_200, fifoBytes: 128, lineUs: 0, level: console },
          lineBytes: (_level, _tag, msg) => msg.length,
        });
  return { log: new DeviceLog(kernel, trace, level, uart), heard };
}

describe('a level is on', () => {
  it.each([
    ['nobody listens and there is no console', {}, []],
    ['somebody listens', { listens: true }, LEVELS],
    ['somebody listens, up to the level of the device', { listens: true, level: 'I' }, ['E', 'W', 'I']],
    ['the console writes it', { console: 'W' }, ['E', 'W']],
    ['either', { listens: true, level: 'E', console: 'I' }, ['E', 'W', 'I']],
  ] as const)('%s', (_what, how, expected) => {
    const { log } = logOf(how);
    expect(LEVELS.filter((level) => log.isOn(level))).toEqual(expected);
    expect(log.debug).toBe((expected as readonly string[]).includes('D'));
  });
});

it('lines have their level, tag and text; long ones are cut', () => {
  const { log, heard } = logOf({ listens: true, level: 'D' });
  log.e('a', '1');
  log.w('a', '2');
  log.i('b', '3');
  log.n('b', '4');
  log.d('b', '5');
  log.write('V', 'b', '6');
  expect(heard).toEqual(['E a: 1', 'W a: 2', 'I b: 3', 'N b: 4', 'D b: 5']);
  log.e('', 'x'.repeat(16_383));
  log.e('', 'x'.repeat(16_384));
  expect(heard.slice(-2).map((line) => line.length)).toEqual([
    'E : '.length + 16_383,
    'E : '.length + 16_383,
  ]);
});

it('a format takes its values as they are; without values it is the message', () => {
  const { log, heard } = logOf({ listens: true });
  log.i('a', '%s: %d of %d', 'x%dy', 1, -2.5);
  log.i('a', '%d', 'é');
  log.i('a', 'in 100%d or 5%s');
  log.w('a', '%s', 'x'.repeat(16_390));
  log.write('E', 'a', '%s%s', ['y'.repeat(16_382), 'zz']);
  expect(heard).toEqual([
    'I a: x%dy: 1 of -2.5',
    'I a: é',
    'I a: in 100%d or 5%s',
    `W a: ${'x'.repeat(16_383)}`,
    `E a: ${'y'.repeat(16_382)}z`,
  ]);
});

it('a formatted message is an ordinary record for whoever writes it down', () => {
  const record = new FormattedLog(1, 'D', 'httpd', 'newfd = %d', [57]);
  const plain = { t: 1, k: 'log', lv: 'D', tag: 'httpd', msg: 'newfd = 57' };
  expect(JSON.parse(serializeRecord(record))).toEqual(plain);
  expect(plainRecord(record)).toEqual(plain);
  expect(inspect(record)).toBe(inspect(plain));
  expect(record.msg).toBe('newfd = 57');
});
