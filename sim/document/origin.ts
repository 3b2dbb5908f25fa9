/** Where the parts of a composed value come from, so that complaints point into the file that people wrote. */

import type { EntryPart, Position, SourceText, ValuePath } from './place.js';

/** A place in a file. */
export interface Place {
  readonly position: Position;
  /** The text there. */
  readonly text: string;
  /** The file, where that is not the composed document's own. */
  readonly source?: SourceText | undefined;
  /** What a reader must know about the value there: `$(sockets) is 99 here`. */
  readonly note?: string | undefined;
}

/** A file in which values stand at paths. */
export interface Located {
  readonly source: SourceText;
  locate(path: ValuePath, part?: EntryPart): Place;
}

/** Where a value comes from: a place in a file, except for the children that come from elsewhere. */
export interface Origin {
  readonly file: Located;
  readonly path: ValuePath;
  /** By key, or by index as text. */
  readonly children?: ReadonlyMap<string, Origin> | undefined;
  readonly note?: string | undefined;
}

/** A value and where its parts come from. */
export interface Tree {
  readonly value: unknown;
  readonly origin: Origin;
}

/** A file's whole value. */
export function wholeFile(file: Located & { readonly value: unknown }): Tree {
  return { value: file.value, origin: { file, path: [] } };
}

/** The part of a tree at a key or index; its value is undefined where there is none. */
export function childOf({ value, origin }: Tree, key: PropertyKey): Tree {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return {
    value: isThere ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    origin: childOrigin(origin, key),
  };
}

/** The part of a tree at a path. */
export function treeAt(tree: Tree, path: ValuePath): Tree {
  return path.reduce(childOf, tree);
}

/** The place of a value (or of its key) at a path below an origin. */
export function locateOrigin(origin: Origin, path: ValuePath, part: EntryPart): Place {
  const { file, path: place, note } = path.reduce(childOrigin, origin);
  return { ...file.locate(place, part), source: file.source, note };
}

function childOrigin({ file, path, children, note }: Origin, key: PropertyKey): Origin {
  return children?.get(String(key)) ?? { file, path: [...path, key], note };
}

/** The same place in its file, with other children. */
export function withChildren(origin: Origin, children: ReadonlyMap<string, Origin>): Origin {
  const { file, path, note } = origin;
  return { file, path, children, note };
}

/** Whether a value is a map. */
export function isMapValue(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
