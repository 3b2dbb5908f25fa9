/** Tables for people: columns padded to their widest cell. */

/** How a column is aligned. */
export type Alignment = 'left' | 'right';

const GAP = '  ';

/** Lines of a table, without trailing blanks. A missing alignment is left. */
export function tableLines(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, width(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i] ?? 0, alignments[i] ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
}

function pad(cell: string, to: number, alignment: Alignment): string {
  const blanks = ' '.repeat(to - width(cell));
  return alignment === 'left' ? cell + blanks : blanks + cell;
}

/** Width in characters, not in UTF-16 units. */
function width(text: string): number {
  return Array.from(text).length;
}
