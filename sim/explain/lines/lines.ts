/** Every kind of line that a device's console can have, and finding that of a text. */

import type { FirmwareRegistry } from '../../document/firmware.js';
import { perFirmware } from '../../language/firmware.js';
import { ASSERTIONS } from '../../lwip/tcp/assertions.js';
import { APP_LINES } from './app-lines.js';
import { HTTPD_LINES, HTTPD_TRACE } from './httpd-lines.js';
import { LINE_WEIGHTS, type LineMeaning } from './line-meaning.js';

const INDENT = '  ';
/** Of ESP-IDF `W (1234) httpd: `, of the W800 `[E] (1234) example_lws: `, of libwebsockets `[2025/01/01 00:00:00:0000] N: 1234: `. */
const HEAD =
  /^(?:[EWIDV] (?:\([\d:.]+\) )?[\w.-]+: |\[\w\] \(\d+\) [\w.-]+: |\[[\d/]+ [\d:]+\] \w: (?:\d+: )?)/;
const WEIGHT_WORDS: Readonly<Record<LineMeaning['weight'], string>> = {
  trouble: 'somebody loses by it',
  telling: 'points to a trouble',
  harmless: 'harmless, although it does not look so',
  news: 'harmless',
  trace: 'harmless',
};

/** All kinds, in the order in which they are tried. */
export const lineMeanings = perFirmware((firmware): readonly LineMeaning[] => [
  ...assertions(),
  ...HTTPD_LINES,
  ...known(firmware),
  ...APP_LINES,
  ...HTTPD_TRACE,
]);

/** The meaning of a line's text, with or without its head (`W (1234) httpd_txrx: `). */
export function meaningOf(firmware: FirmwareRegistry, text: string): LineMeaning | undefined {
  const message = messageOf(text);
  const all = lineMeanings(firmware);
  return all.find(({ name }) => name === message) ?? all.find(({ pattern }) => pattern.test(message));
}

/** What stands behind level, time and tag, and without the colours of a terminal. */
export function messageOf(text: string): string {
  const plain = text.replace(/\u001b\[[\d;]*m/g, '').trim();
  const head = HEAD.exec(plain);
  return head === null ? plain : plain.slice(head[0].length);
}

/** Lines that explain a kind of line. */
export function meaningLines({
  name,
  weight,
  about,
  when,
  releases,
  shownBy,
  source,
}: LineMeaning): string[] {
  return [
    `${name} (a line of the log: ${WEIGHT_WORDS[weight]})`,
    `${INDENT}${about}`,
    ...(when === undefined ? [] : [`${INDENT}printed when: ${when}`]),
    ...(releases === undefined ? [] : [`${INDENT}releases: ${releases}`]),
    ...(shownBy === undefined ? [] : [`${INDENT}shown by: scenarios/${shownBy}.yaml`]),
    `${INDENT}source: ${source}`,
  ];
}

/** The order of two kinds in a report: most telling first. */
export function byWeight(a: LineMeaning, b: LineMeaning): number {
  return LINE_WEIGHTS.indexOf(a.weight) - LINE_WEIGHTS.indexOf(b.weight);
}

/** Lines that the registry of firmware explains itself. */
function known({ lines }: FirmwareRegistry): LineMeaning[] {
  return lines.map(({ text, about, source }) => ({
    name: text.trim(),
    pattern: new RegExp(text.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    weight: 'telling',
    about,
    source,
  }));
}

/** A failed assertion restarts the device. */
function assertions(): LineMeaning[] {
  return Object.values(ASSERTIONS).map(({ text, about }) => ({
    name: text.trim(),
    pattern: new RegExp(text.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    weight: 'trouble',
    about: `an assertion of lwIP has failed, and the device restarts: ${about}`,
    source: 'lwip/src/core, LWIP_ASSERT',
  }));
}
