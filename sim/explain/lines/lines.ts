/** Every kind of line that a device's console can have, and finding that of a text. */

import type { FirmwareRegistry } from '../../document/firmware.js';
import { perFirmware } from '../../language/firmware.js';
import { ASSERTIONS } from '../../lwip/tcp/assertions.js';
import { EXAMPLE_LINES, EXAMPLE_NEWS, LWS_LINES, LWS_NEWS, SCENARIO_LINES } from './app-lines.js';
import { HTTPD_LINES, HTTPD_TRACE } from './httpd-lines.js';
import { LINE_WEIGHTS, type LineGroup, type LineMeaning } from './line-meaning.js';

const INDENT = '  ';
/** Of ESP-IDF `W (1234) httpd: `, of the W800 `[E] (1234) example_lws: `, of libwebsockets `[2025/01/01 00:00:00:0000] N: 1234: `. */
const HEAD =
  /^(?:[EWIDV] (?:\([\d:.]+\) )?[\w.-]+: |\[\w\] \(\d+\) [\w.-]+: |\[[\d/]+ [\d:]+\] \w: (?:\d+: )?)/;
/** Warnings and errors are no debug output. */
const TELLING_HEAD = /^(?:\u001b\[[\d;]*m)?\s*(?:[EW] \(|\[[EW]\] )/;
const WEIGHT_WORDS: Readonly<Record<LineMeaning['weight'], string>> = {
  trouble: 'somebody loses by it',
  telling: 'points to a trouble',
  harmless: 'harmless, although it does not look so',
  news: 'harmless',
  trace: 'harmless',
};

/** All kinds by whose they are, in the order in which they are tried: what only tells what is done comes last. */
const lineGroups = perFirmware((firmware): readonly LineGroup[] => [
  { meanings: assertions() },
  { family: 'esp-http-server', meanings: HTTPD_LINES },
  { meanings: SCENARIO_LINES },
  { family: 'libwebsockets', meanings: known(firmware) },
  { family: 'esp-http-server', meanings: EXAMPLE_LINES },
  { family: 'libwebsockets', meanings: LWS_LINES },
  { family: 'esp-http-server', meanings: [...HTTPD_TRACE, ...EXAMPLE_NEWS] },
  { family: 'libwebsockets', meanings: LWS_NEWS },
]);

/** All kinds. */
export const lineMeanings = perFirmware((firmware) =>
  lineGroups(firmware).flatMap(({ meanings }) => meanings),
);

/** The meaning of a line's text, with or without its head (`W (1234) httpd_txrx: `). */
export function meaningOf(firmware: FirmwareRegistry, text: string): LineMeaning | undefined {
  const message = messageOf(text);
  const all = lineMeanings(firmware);
  const isNoDebug = TELLING_HEAD.test(text);
  return (
    all.find(({ name }) => name === message) ??
    all.find(({ pattern, weight }) => pattern.test(message) && !(isNoDebug && weight === 'trace'))
  );
}

/** Whether a text is all that a line says, rather than a word that stands in one. */
export function isWholeLine(firmware: FirmwareRegistry, text: string): boolean {
  const message = messageOf(text);
  return lineMeanings(firmware).some(
    ({ name, pattern }) => name === message || pattern.exec(message)?.[0] === message,
  );
}

/** In which releases lines of a kind are printed: this one, or those of the kind's name. */
function releaseLines(firmware: FirmwareRegistry, meaning: LineMeaning, text: string): string[] {
  const family = lineGroups(firmware).find(({ meanings }) => meanings.includes(meaning))?.family;
  if (family === undefined) return [];
  return firmware.releasesOfLine(family, messageOf(text)).map((one) => `${INDENT}releases: ${one}`);
}

/** What stands behind level, time and tag, and without the colours of a terminal. */
export function messageOf(text: string): string {
  const plain = text.replace(/\u001b\[[\d;]*m/g, '').trim();
  const head = HEAD.exec(plain);
  return head === null ? plain : plain.slice(head[0].length);
}

/** Lines that explain a line of a kind; `text` is the line itself, or the kind's name. */
export function meaningLines(
  firmware: FirmwareRegistry,
  meaning: LineMeaning,
  text: string = meaning.name,
): string[] {
  const { name, weight, about, when, shownBy, source } = meaning;
  return [
    `${name} (a line of the log: ${WEIGHT_WORDS[weight]})`,
    `${INDENT}${about}`,
    ...(when === undefined ? [] : [`${INDENT}printed when: ${when}`]),
    ...releaseLines(firmware, meaning, text),
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
