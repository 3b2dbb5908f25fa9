/** Completion of keys: what may stand at a place is told by the maps around it, which their indentation tells. */

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Key } from './messages.js';

const KEY_LINE = /^(\s*(?:- )?)([A-Za-z_]\w*):/;

/** Dotted path of the map around a line, list items left out. */
export function sectionAt(lines: readonly string[], line: number, indent: number): string {
  const path: string[] = [];
  let left = indent;
  for (let i = line - 1; i >= 0 && left > 0; i--) {
    const [, lead = '', key = ''] = KEY_LINE.exec(lines[i] ?? '') ?? [];
    if (key === '' || lead.length >= left) continue;
    path.unshift(key);
    left = lead.length;
  }
  return path.join('.');
}

/** A source of completions for these keys. */
export function completeKeys(keys: () => readonly Key[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const { state, pos } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    const typed = /^(\s*(?:- )?)(\w*)$/.exec(before);
    if (typed === null) return null;
    const [, lead = '', word = ''] = typed;
    if (word === '' && !context.explicit) return null;
    const lines = state.doc.toString().split('\n');
    const section = sectionAt(lines, line.number - 1, lead.length);
    const options = keys()
      .filter((key) => key.section === section)
      .map(({ key, about }): Completion => ({
        label: key,
        apply: `${key}: `,
        type: 'property',
        info: about,
      }));
    return options.length === 0 ? null : { from: pos - word.length, options };
  };
}
