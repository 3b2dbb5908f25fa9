/** What is published of a chip's time, for `explain esp32-s3`. */

import { CPU_RATES, CPU_TIMES, type CpuEntry } from '../document/device-cpu.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { spanText } from '../outcomes/time-text.js';

const INDENT = '  ';
const ENTRIES: Readonly<Record<CpuEntry, string>> = { ...CPU_TIMES, ...CPU_RATES };

/** Chips that `device.cpu` knows. */
export function chipNames({ cpuPresets }: FirmwareRegistry): string[] {
  return cpuPresets.map(({ chip }) => chip);
}

/** Its figures with their sources, and what nobody has measured; none for other names. */
export function chipLines({ cpuPresets }: FirmwareRegistry, name: string): readonly string[] {
  const preset = cpuPresets.find(({ chip }) => chip === name);
  if (preset === undefined) return [];
  const { chip, about, uart, figures } = preset;
  const known = Object.entries(figures) as [CpuEntry, { value: number; source: string }][];
  const unknown = (Object.keys(ENTRIES) as CpuEntry[]).filter((entry) => figures[entry] === undefined);
  return [
    `${chip} (figures for device.cpu)`,
    `${INDENT}${about}`,
    `${INDENT}uart: ${uart.baud} baud, FIFO of ${uart.fifoBytes} bytes`,
    `${INDENT}${INDENT}source: ${uart.source}`,
    ...known.flatMap(([entry, { value, source }]) => [
      `${INDENT}${entry}: ${entry in CPU_RATES ? `${value} bytes a second` : spanText(value)} (${ENTRIES[entry]})`,
      `${INDENT}${INDENT}source: ${source}`,
    ]),
    `${INDENT}not measured, taken as no time: ${unknown.join(', ')}`,
  ];
}
