/** Places in scenario files, and the files that they are in. */

import { NO_FILES, type Files } from './files.js';

/** A place in a scenario file, counted from 1; columns in UTF-16 units, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text of a scenario and the name that messages give it. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** What is beside it; absent: nothing. */
  readonly files?: Files | undefined;
}

/** A place in a file that a scenario is made of. */
export interface SourcePlace {
  readonly file: string;
  readonly position: Position;
}

/** Path of a value: keys of maps and indices of lists. */
export type ValuePath = readonly PropertyKey[];

/** Which part of a map's entry a complaint is about. */
export type EntryPart = 'key' | 'value';

/** What is beside a text. */
export function filesOf({ files }: SourceText): Files {
  return files ?? NO_FILES;
}
