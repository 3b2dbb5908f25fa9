/**
 * Reads the YAML that people write, in one pass, keeping values and offsets only; a file of 100,000 steps takes it a
 * fraction of a second.
 *
 * Understood: block and flow collections over any lines, plain and quoted scalars on one line, plain ones over several,
 * literal and folded blocks, comments, anchors, aliases, merge keys, an opening `---`.
 * Everything else, and everything that may be wrong, it leaves to the careful reader (careful-reader.ts), which agrees
 * with it (test/document/yaml/fast-reader.test.ts) and can say what is wrong.
 */

import { parseDocument } from 'yaml';

import { DASH, GIVE_UP, HASH, LF, SPACE } from './cursor.js';
import { AMPERSAND, FlowReader, OPEN_LIST, OPEN_MAP, STAR } from './flow-reader.js';
import { LIST, MAP, type Offsets } from './offsets.js';
import { plainValue } from './scalars.js';

const PIPE = 0x7c;
const GREATER = 0x3e;
const BLOCK_HEADER = /[|>][-+]?(?= *(?:\r?\n))/y;

/** Values of a file, and where each of them stands. */
export interface FastRead {
  readonly value: unknown;
  readonly offsets: Offsets;
}

/** Reads a text; undefined if the careful reader is to look at it. */
export function readFast(text: string): FastRead | undefined {
  const reader = new FastReader(text);
  try {
    return { value: reader.document(), offsets: reader.offsets };
  } catch (error) {
    if (error === GIVE_UP) return undefined;
    throw error;
  }
}

class FastReader extends FlowReader {
  document(): unknown {
    const { at, text } = this;
    if (/^---\r?\n/.test(text)) {
      at.toLineEnd();
      at.newLine();
    }
    at.nextContent();
    if (at.isAtEnd()) throw GIVE_UP;
    const value = this.block(-1);
    if (!at.isAtEnd() || value === null) throw GIVE_UP;
    return value;
  }

  /** A value that begins where a line's content does, or behind `- `: a block collection may begin here. */
  private block(parent: number): unknown {
    const { at } = this;
    const { code, column } = at;
    if (code === DASH && at.isBlank(at.pos + 1)) return this.list(column);
    if (this.isInlineOnly(code)) return this.inline(parent);
    at.scalar(false);
    if (at.isKeyEnd(false)) return this.map(column);
    return this.endOfScalar(parent);
  }

  /** A value behind `key: ` or a property. */
  private inline(parent: number): unknown {
    const { at } = this;
    switch (at.code) {
      case AMPERSAND:
        return this.anchored(parent);
      case PIPE:
      case GREATER:
        return this.blockScalar(parent);
      case STAR:
      case OPEN_MAP:
      case OPEN_LIST: {
        const value = this.flowValue(parent);
        at.endLine();
        return value;
      }
      default: {
        at.scalar(false);
        if (at.isKeyEnd(false)) throw GIVE_UP;
        return this.endOfScalar(parent);
      }
    }
  }

  private isInlineOnly(code: number): boolean {
    return (
      code === AMPERSAND ||
      code === STAR ||
      code === OPEN_MAP ||
      code === OPEN_LIST ||
      code === PIPE ||
      code === GREATER
    );
  }

  private list(column: number): unknown[] {
    const { at, offsets } = this;
    this.deeper();
    const node = offsets.open(at.pos, LIST);
    const items: unknown[] = [];
    do {
      at.lastEnd = ++at.pos;
      items.push(this.behindMark(column, false));
    } while (!at.isAtEnd() && at.column === column && at.code === DASH && at.isBlank(at.pos + 1));
    if (!at.isAtEnd() && at.column > column) throw GIVE_UP;
    offsets.close(node, at.lastEnd);
    this.shallower();
    return items;
  }

  /** A map whose first key has been read. */
  private map(column: number): Record<string, unknown> {
    const { at, offsets } = this;
    this.deeper();
    const node = offsets.open(at.start, MAP);
    const map: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (;;) {
      const isMerge = this.isMergeKey();
      const key = this.key(map);
      at.pos++;
      at.lastEnd = at.pos;
      const value = this.behindMark(column, true);
      if (isMerge) merged.push(value);
      else map[key] = value;
      if (at.isAtEnd() || at.column < column) break;
      if (at.column > column || this.isInlineOnly(at.code)) throw GIVE_UP;
      at.scalar(false);
      if (!at.isKeyEnd(false)) throw GIVE_UP;
    }
    offsets.close(node, at.lastEnd);
    this.shallower();
    return this.withMerged(map, merged);
  }

  /** What stands behind `:` or `-`: on this line, on those below, or nothing. */
  private behindMark(column: number, isMap: boolean): unknown {
    const { at } = this;
    at.spaces();
    if (!at.isLineOver()) return isMap ? this.inline(column) : this.block(column);
    const emptyAt = at.pos;
    at.nextContent();
    return this.below(column, isMap, emptyAt);
  }

  /** A value on the lines below; `emptyAt` is where nothing stands if there is none. */
  private below(column: number, isMap: boolean, emptyAt: number): unknown {
    const { at } = this;
    if (!at.isAtEnd()) {
      if (at.column > column) return this.block(column);
      // A list may stand as far left as the key that it belongs to.
      const isList = at.code === DASH && at.isBlank(at.pos + 1);
      if (isMap && at.column === column && isList) return this.list(column);
    }
    this.offsets.leaf(emptyAt, emptyAt);
    return null;
  }

  /** The end of a scalar that is no key; a plain one may go on below. */
  private endOfScalar(parent: number): unknown {
    const { at, offsets } = this;
    const { start, scalarText: text } = at;
    let value = at.scalarValue;
    if (at.quoted === undefined && at.isLineOver() && at.code !== HASH) {
      const whole = this.continued(text, parent);
      if (whole !== text) value = plainValue(whole);
    }
    offsets.leaf(start, at.lastEnd);
    at.endLine();
    return value;
  }

  /** The lines of a plain scalar below its first: a line end is a space. */
  private continued(first: string, parent: number): string {
    const { at } = this;
    let whole = first;
    for (;;) {
      const { pos, lineStart } = at;
      let lines = 0;
      while (!at.isAtEnd() && at.isLineOver() && at.code !== HASH) {
        at.newLine();
        at.spaces();
        lines++;
      }
      if (at.isAtEnd() || at.column <= parent || at.code === HASH) {
        at.pos = pos;
        at.lineStart = lineStart;
        return whole;
      }
      if (lines > 1 || parent < 0) throw GIVE_UP;
      const { pos: start } = at;
      const end = at.lineEnd();
      const line = this.text.slice(start, end).trimEnd();
      if (/\t|: |:$| #/.test(line)) throw GIVE_UP;
      whole += ` ${line}`;
      at.pos = at.lastEnd = start + line.length;
      at.spaces();
    }
  }

  /** `|` and `>`: the package reads the scalar alone, which ends with the first line that stands no further right. */
  private blockScalar(parent: number): string {
    const { at, text, offsets } = this;
    const start = at.pos;
    BLOCK_HEADER.lastIndex = start;
    if (parent < 0 || !BLOCK_HEADER.test(text)) throw GIVE_UP;
    at.toLineEnd();
    let end = at.pos;
    while (!at.isAtEnd()) {
      at.newLine();
      const line = at.pos;
      while (at.code === SPACE) at.pos++;
      if (!at.isAtEnd() && at.code !== LF && at.column <= parent) {
        at.pos = line;
        break;
      }
      at.toLineEnd();
      end = Math.min(at.pos + 1, text.length);
    }
    const document = parseDocument(text.slice(start, end), { version: '1.2', schema: 'core' });
    const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
    const [, length] = document.contents?.range ?? [0, 0];
    if (typeof value !== 'string') throw GIVE_UP;
    offsets.leaf(start, start + length);
    at.lastEnd = start + length;
    at.nextContent();
    return value;
  }

  /** `&name` and what stands behind it, or below. */
  private anchored(parent: number): unknown {
    return this.anchor(() => {
      const { at } = this;
      if (!at.isLineOver()) return this.inline(parent);
      const emptyAt = at.pos;
      at.nextContent();
      return this.below(parent, true, emptyAt);
    });
  }
}
