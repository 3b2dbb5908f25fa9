/** Every text that the model of a firmware writes on its console, read from its sources. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const TELLING = ['e', 'w', 'err', 'warn', 'error'];
const FOLDERS = ['firmware-model', 'sim/lwip', 'sim/tls'];
/** `log.w(TAG, …`, `log.write(level, TAG, …`, `wmLog.info(…`: up to the text. */
const CALL =
  /\blog\s*\.(?:([eiwd])\([^,()]+,|write\([^,()]+,[^,()]+,|(err|warn|notice|info|error)\()\s*(?=[`'])/g;

/** Texts that a helper logs, or that have a name before they are logged. */
const NAMED = /(?:\bthis\.error\(|refusesLineEnds\(\w+,|\blog\.\w+\(TAG, \w+ \?|\bcomplaint =)\s*(?=[`'])/g;
/** `const text = …` where the next line logs it. */
const TEXT = /\b(?:text|why) =\s*(?=[`'])(?=[^;]*;\s*(?:if \(\w*\.?log\.debug\) )?[\w.]*log\.)/g;
/** `log.about(level, whom, function, …`, `log.context(level, function, …`: up to the text. */
const ABOUT =
  /\blog\s*\.(?:about|context)\(\s*LLL_(\w+),\s*(?:[\w.]+,\s*|\{[^}]*\},\s*)??(?:'\w+'|FUNCTION),\s*(?=[`'])/g;

/** What a text begins with is the function that writes it. */
const WRITER = 'httpd_7';

/** A text with its place. */
export interface Emitted {
  readonly place: string;
  readonly text: string;
  /** A warning or an error; what is written at a level that varies counts as one. */
  readonly isTelling: boolean;
}

/** All of them; what is put into a text or a format stands there as `7`, at its beginning as `httpd_7`. */
export function emittedTexts(): Emitted[] {
  return FOLDERS.flatMap((folder) => sources(folder)).flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    return [CALL, NAMED, TEXT, ABOUT]
      .flatMap((shape) => [...source.matchAll(shape)])
      .map(({ index, 0: { length }, 1: esp, 2: lws = esp ?? 'w' }) => ({
        place: `${file}:${source.slice(0, index).split('\n').length}`,
        text: textAt(source, index + length),
        isTelling: TELLING.includes(lws.toLowerCase()),
      }));
  });
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The text that begins here: a literal, or a format where values follow it. */
function textAt(source: string, start: number): string {
  const { text, end } = literalAt(source, start);
  if (!/^\s*,\s*[^\s)]/.test(source.slice(end, end + 80))) return text;
  return text.replace(/%[ds]/g, (_, at: number) => (at === 0 ? WRITER : '7'));
}

/** The literal that begins here, without its quotes, and where it ends. */
function literalAt(source: string, start: number): { text: string; end: number } {
  const quote = source[start]!;
  let text = '';
  let i = start + 1;
  for (; source[i] !== quote; i++) {
    if (source[i] === '\\') {
      i++;
      text += source[i] === 'n' ? '\n' : source[i]!;
    } else if (quote === '`' && source.startsWith('${', i)) {
      let depth = 0;
      do {
        if (source[i] === '{') depth++;
        if (source[i] === '}') depth--;
        i++;
      } while (depth > 0 || source[i - 1] !== '}');
      i--;
      text += text === '' ? WRITER : '7';
    } else text += source[i]!;
  }
  return { text, end: i + 1 };
}
