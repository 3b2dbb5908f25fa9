/** What the page and the thread that simulates say to each other. */

import type { ViewData } from '../report/timeline/view-data.js';

/** To the thread. `id`: answers carry it. */
export type Request =
  | { readonly do: 'check'; readonly id: number; readonly text: string }
  | { readonly do: 'run'; readonly id: number; readonly text: string; readonly index: number }
  | { readonly do: 'keys' };

/** Something that is wrong with the text; offsets are not known, lines and columns are from 1. */
export interface Complaint {
  readonly line: number;
  readonly column: number;
  /** The offending text; empty where something is missing. */
  readonly text: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** A key of the language, for completion. */
export interface Key {
  /** Dotted path of the map that it belongs in; empty at the top. */
  readonly section: string;
  readonly key: string;
  readonly about: string;
}

/** From the thread. */
export type Reply =
  | { readonly is: 'ready'; readonly library: readonly string[] }
  | { readonly is: 'keys'; readonly keys: readonly Key[] }
  | {
      readonly is: 'checked';
      readonly id: number;
      readonly complaints: readonly Complaint[];
      readonly cases: readonly string[];
    }
  | { readonly is: 'progress'; readonly id: number; readonly share: number }
  | { readonly is: 'done'; readonly id: number; readonly data: ViewData; readonly summary: readonly string[] }
  | { readonly is: 'failed'; readonly id: number; readonly message: string };
