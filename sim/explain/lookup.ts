/** Lines and words that users see, looked up by what they have in front of them. */

import { curesAgainst } from '../advise/catalogue/catalogue.js';
import { CURES } from '../advise/catalogue/catalogue.js';
import type { Cure } from '../advise/cure.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { limitDefinition } from '../resources/definition.js';
import type { LineMeaning } from './lines/line-meaning.js';
import { meaningLines, meaningOf } from './lines/lines.js';
import type { WordMeaning } from './words/word-meaning.js';
import { callbackMeaning, WORDS } from './words/words.js';

const INDENT = '  ';
/** What kinds of lines say whose number is the news. */
const EXPLAIN_IT = ': explain';

/** What a word means: an errno, an esp_err_t, a status, a close code, an outcome, a callback; each of its meanings. */
export function wordLines(firmware: FirmwareRegistry, name: string): string[] {
  // `error 113` and `404 Not Found` are what people have in front of them.
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/^error (?=\d+$)/, 'errno ')
    .replace(/^(\d{3}) [a-z ]+$/, '$1');
  const callbacks = firmware.callbacks
    .map(callbackMeaning)
    .filter(({ names }) => names[0]!.toLowerCase() === wanted || `LWS_CALLBACK_${name}` === names[0]);
  const isOf = ({ names, pattern }: WordMeaning): boolean =>
    names.some((one) => one.toLowerCase() === wanted) || pattern?.test(name.trim()) === true;
  return [...WORDS.filter(isOf), ...callbacks].flatMap(({ kind, about, shownBy }) => [
    kind,
    `${INDENT}${about}`,
    ...(shownBy === undefined ? [] : [`${INDENT}shown by: scenarios/${shownBy}.yaml`]),
  ]);
}

/** What a line of the log means, and the number in it where that is what tells. */
export function textLines(firmware: FirmwareRegistry, text: string): string[] {
  const meaning = meaningOf(firmware, text);
  if (meaning === undefined) return [];
  return [...meaningLines(firmware, meaning, text), ...numberLines(firmware, meaning, text)];
}

/** The errno or the status of a line whose kind leaves it to its number. */
export function numberLines(firmware: FirmwareRegistry, { about }: LineMeaning, text: string): string[] {
  if (!about.includes(EXPLAIN_IT)) return [];
  const [, errno, status] = /(?: : |with |errno |\()(\d+)\)?\s*$|: (\d{3}) [A-Z]/.exec(text) ?? [];
  const number = errno ?? status;
  return number === undefined ? [] : wordLines(firmware, number);
}

/** The changes that advise tries against a limit or an outcome, and what a change of the catalogue is. */
export function cureLines(name: string): string[] {
  const own = CURES.find((cure) => cure.name === name);
  if (own !== undefined) return [`${own.name} (a change that advise tries)`, ...aboutCure(own)];
  if (limitDefinition(name) === undefined) return [];
  const cures = curesAgainst(new Set([name]));
  if (cures.length === 0) return [];
  return [`${INDENT}advise tries against it: ${cures.map((cure) => cure.name).join(', ')} (docs/cures.md)`];
}

function aboutCure({ title, about, costs, precondition, source }: Cure): string[] {
  return [
    `${INDENT}${title}: ${about}`,
    `${INDENT}costs: ${costs}`,
    ...(precondition === undefined ? [] : [`${INDENT}must hold: ${precondition}`]),
    `${INDENT}source: ${source}`,
  ];
}

/** Names of all words. */
export function wordNames({ callbacks }: FirmwareRegistry): string[] {
  return [...WORDS.map(({ names }) => names[0]!), ...callbacks, ...CURES.map((cure) => cure.name)];
}
