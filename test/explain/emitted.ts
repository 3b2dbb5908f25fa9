/** Every text that the model of a firmware writes on its console, read from its sources. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['firmware-model', 'sim/lwip', 'sim/tls'];
/** `log.w(TAG, …`, `log.write(level, TAG, …`, `wmLog.info(…`: up to the text. */
const CALL =
  /\blog\s*\.(?:[eiwd]\([^,()]+,|write\([^,()]+,[^,()]+,|(?:err|warn|notice|info|error)\()\s*(?=[`'])/g;

/** A text with its place. */
export interface Emitted {
  readonly place: string;
  readonly text: string;
}

/** All of them; what is put into a text stands there as `7`, at its beginning as `httpd_7`. */
export function emittedTexts(): Emitted[] {
  return FOLDERS.flatMap((folder) => sources(folder)).flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    return [...source.matchAll(CALL)].map(({ index, 0: { length } }) => ({
      place: `${file}:${source.slice(0, index).split('\n').length}`,
      text: literalAt(source, index + length),
    }));
  });
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** The literal that begins here, without its quotes. */
function literalAt(source: string, start: number): string {
  const quote = source[start]!;
  let text = '';
  for (let i = start + 1; source[i] !== quote; i++) {
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
      // What a text begins with is the function that writes it.
      text += text === '' ? 'httpd_7' : '7';
    } else text += source[i]!;
  }
  return text;
}
