/** Lists of names as people read them: `c1..c7, listener`. */

import { countText } from './amount-text.js';

/** Shorter runs are spelt out. */
const SHORTEST_RUN = 3;
/** Stem, number, and what is said about it: `c1 (established)`. */
const NUMBERED = /^(.*?)(0|[1-9]\d{0,8})( \(.*\))?$/;

interface Entry {
  readonly name: string;
  readonly count: number;
  readonly stem: string;
  /** ` (established)`, or empty. */
  readonly remark: string;
  /** undefined for names that end in no number. */
  readonly number: number | undefined;
}

/** Names that a line has room for, characters. */
const LONGEST_LIST = 100;

/** The same, at most so much of it as a line has room for, and how many there are in all. */
export function fewNamesText(names: readonly string[]): string {
  const texts = nameTexts(names);
  let shown = 0;
  for (let length = 0; shown < texts.length; shown++) {
    length += texts[shown]!.length + 2;
    if (length > LONGEST_LIST && shown > 0) break;
  }
  if (shown === texts.length) return texts.join(', ');
  return `${texts.slice(0, shown).join(', ')} … (${countText(new Set(names).size)} in all)`;
}

/** Joins names: repeated ones are counted, consecutive numbers become ranges, stems keep their order. */
export function namesText(names: readonly string[]): string {
  return nameTexts(names).join(', ');
}

function nameTexts(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const stems = new Map<string, Entry[]>();
  for (const [name, count] of counts) {
    const match = NUMBERED.exec(name);
    const [, stem = name, digits, remark = ''] = match ?? [];
    const entry = { name, count, stem, remark, number: digits === undefined ? undefined : Number(digits) };
    const key = `${digits === undefined ? 'name' : 'stem'} ${stem} ${remark}`;
    const group = stems.get(key);
    if (group) group.push(entry);
    else stems.set(key, [entry]);
  }
  return [...stems.values()].flatMap(groupTexts);
}

function groupTexts(group: Entry[]): string[] {
  group.sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  const texts: string[] = [];
  for (let i = 0; i < group.length;) {
    const end = runEnd(group, i);
    if (end - i >= SHORTEST_RUN) {
      const { stem, number } = group[i]!;
      texts.push(`${stem}${number ?? ''}..${group[end - 1]!.name}`);
    } else {
      for (const { name, count } of group.slice(i, end)) texts.push(count === 1 ? name : `${name} ×${count}`);
    }
    i = end;
  }
  return texts;
}

/** End of the run of single, consecutively numbered entries that starts at `start`; at least one long. */
function runEnd(group: readonly Entry[], start: number): number {
  let end = start + 1;
  while (end < group.length) {
    const before = group[end - 1]!;
    const here = group[end]!;
    if (
      before.count !== 1 ||
      here.count !== 1 ||
      before.number === undefined ||
      here.number !== before.number + 1
    )
      break;
    end++;
  }
  return end;
}
