/** The form of everything that can be looked at: tables of plain values, whose rows keep their key from look to look. */

/** One value. Columns whose name ends in `AtUs` hold points of virtual time in microseconds. */
export type Cell = string | number | boolean | undefined;

/** One row; `key` names it within its table for as long as the thing lives. */
export interface Row {
  readonly key: string;
  readonly [column: string]: Cell;
}

/** A table. */
export type Table = readonly Row[];

/** Ending of the names of columns that hold points in time. */
export const TIME_COLUMN_SUFFIX = 'AtUs';

/** A finite number, or undefined: "never" and "no limit" are empty cells. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Makes keys unique: the second `fd 54` becomes `fd 54#2`. */
export function withUniqueKeys(rows: readonly Row[]): Table {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const count = (seen.get(row.key) ?? 0) + 1;
    seen.set(row.key, count);
    return count === 1 ? row : { ...row, key: `${row.key}#${count}` };
  });
}
