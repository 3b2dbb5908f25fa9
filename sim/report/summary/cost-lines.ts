/** What CPU and console cost in time, as far as the scenario has it charged, and what all figures leave out. */

import type { CpuRecord, MetaRecord } from '../../kernel/trace.js';
import { countText, sizeText } from '../../outcomes/amount-text.js';
import { spanText } from '../../outcomes/time-text.js';

/** What figures leave out without `device.cpu`. */
export const LEFT_OUT = 'Left out of these figures: CPU, UART and Wi-Fi take no time, and there is one core.';

/** One line without `device.cpu`; with it, what was charged, what nobody has measured, and what is left out. */
export function costLines(meta: MetaRecord | undefined, costs: readonly CpuRecord[]): string[] {
  if (meta?.cpu === undefined) return [LEFT_OUT];
  const { cpu, unmeasured = [] } = meta;
  const console = costs.find(({ entry }) => entry === 'console');
  const others = costs.filter((one) => one !== console);
  const free = console === undefined ? 'UART and Wi-Fi take' : 'Wi-Fi takes';
  return [
    `CPU time by ${cpu}: ${others.length === 0 ? 'none was charged' : others.map(spent).join(', ')}`,
    ...(console === undefined ? [] : [consoleText(console)]),
    ...(unmeasured.length === 0
      ? []
      : [`Not measured on this chip, and taken as no time: ${unmeasured.join(', ')}`]),
    `Left out of these figures: ${free} no time, and there is one core.`,
  ];
}

function spent({ entry, times, us }: CpuRecord): string {
  return `${entry} ${spanText(us)} (${times === 1 ? 'once' : `${countText(times)} times`})`;
}

function consoleText({ times, us, bytes = 0, baud = 0, level = 'V' }: CpuRecord): string {
  if (times === 0) return `Console: nothing was written (${baud} baud, level ${level})`;
  const lines = times === 1 ? '1 line' : `${countText(times)} lines`;
  const written = `${lines}, ${sizeText(bytes)} at ${baud} baud (level ${level})`;
  return `Console: ${written}; tasks waited ${spanText(us)} for it`;
}
