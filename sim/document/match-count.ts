/**
 * How often a pattern is in a text that comes piece by piece, in time proportional to text times pattern.
 *
 * Matches that begin later are looked for before it is sure where an earlier one ends: each such search is a level, which
 * falls when an earlier one finds a longer match after all. Where an earlier level goes on from the same place in the
 * program at the same place in the text, the later one need not: if that way leads to a match, the later level falls; if
 * not, it would not have led to one either. So all levels together follow at most as many ways as the program has places.
 */

import { follow, type Instruction } from './pattern-program.js';

/** A search for one match: those after it are levels of their own. */
interface Level {
  /** Where it goes on, preferred ways first. */
  readonly ways: number[];
  /** A match of it ends; ways that are left would be preferred to it. */
  readonly hasMatch: boolean;
  /** Matches after this one that fall with it alone. */
  after: number;
}

/** Counts matches without overlaps. */
export class MatchCount {
  /** Matches that nothing can change any more. */
  private settled = 0;
  private levels: Level[] = [{ ways: [], hasMatch: false, after: 0 }];
  /** The character before, none at the beginning. */
  private before = '';
  private readonly seen: Int32Array;
  private readonly taken: Int32Array;
  private generation = 0;

  constructor(private readonly program: readonly Instruction[]) {
    this.seen = new Int32Array(program.length);
    this.taken = new Int32Array(program.length);
  }

  /** Takes what has come. */
  push(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const around = this.before + text[i]!;
      const at = this.before.length;
      const { levels, settled } = this.stepped(around, at);
      this.settled += settled;
      this.levels = levels;
      for (const { ways } of levels) this.takeCharacter(ways, around, at);
      this.before = text[i]!;
    }
  }

  /** How many there are if nothing more comes. */
  get count(): number {
    const { levels, settled } = this.stepped(this.before, this.before.length);
    return levels.reduce(
      (sum, { hasMatch, after }) => sum + (hasMatch ? 1 + after : 0),
      this.settled + settled,
    );
  }

  /** What the levels are at a place before its character is taken. */
  private stepped(text: string, at: number): { readonly levels: Level[]; readonly settled: number } {
    const taken = ++this.generation;
    const levels: Level[] = [];
    for (const level of this.levels) {
      const ways: number[] = [];
      const hasEnded = this.follow(level.ways, text, at, taken, ways);
      const isEmpty = !hasEnded && !level.hasMatch && this.follow([0], text, at, taken, ways);
      if (!hasEnded && !isEmpty) {
        levels.push({ ways, hasMatch: level.hasMatch, after: level.after });
        continue;
      }
      levels.push({ ways, hasMatch: true, after: 0 });
      // After a match the next may begin at once; after an empty one, with the next character.
      if (!isEmpty) {
        const next: number[] = [];
        const isNextEmpty = this.follow([0], text, at, taken, next);
        levels.push({ ways: next, hasMatch: isNextEmpty, after: 0 });
        if (!isNextEmpty) break;
      }
      levels.push({ ways: [], hasMatch: false, after: 0 });
      break;
    }
    return { levels: levels.filter(isOpen), settled: fold(levels) };
  }

  /** One level's ways at a place, without those that an earlier level goes; true where one has matched. */
  private follow(from: readonly number[], text: string, at: number, taken: number, into: number[]): boolean {
    const seen = ++this.generation;
    for (const first of from) {
      const hasMatched = follow(this.program, first, text, at, (here, isCharacter) => {
        if (this.seen[here] === seen) return true;
        this.seen[here] = seen;
        if (!isCharacter || this.taken[here] === taken) return false;
        this.taken[here] = taken;
        into.push(here);
        return false;
      });
      if (hasMatched) return true;
    }
    return false;
  }

  private takeCharacter(ways: number[], text: string, at: number): void {
    let kept = 0;
    for (const here of ways) {
      const one = this.program[here]!;
      if (one.kind === 'char' && one.fits(text, at)) ways[kept++] = here + 1;
    }
    ways.length = kept;
  }
}

/** A level that still looks, or may still find another match than it has. */
function isOpen({ ways, hasMatch }: Level): boolean {
  return !hasMatch || ways.length > 0;
}

/** Adds what is decided to the level before it; what comes of the first ones is for ever. */
function fold(levels: readonly Level[]): number {
  let decided = 0;
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i]!;
    if (isOpen(level)) {
      level.after += decided;
      decided = 0;
    } else decided += 1 + level.after;
  }
  return decided;
}
