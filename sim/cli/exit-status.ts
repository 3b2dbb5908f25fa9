/** Exit statuses of all commands in one table: `--help` and docs/exit-status.md are made of it. */

/** What a command ends with; of several reasons the one with the highest number counts. */
export const ExitStatus = {
  ok: 0,
  failed: 1,
  badInput: 2,
  panic: 3,
  livelock: 4,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** What each status says. */
export const STATUS_TEXTS: Readonly<Record<keyof typeof ExitStatus, string>> = {
  ok: 'all is as expected',
  failed:
    'an expectation failed (also a built-in one: a server did not start, or something was not answered where the scenario expects nothing), a limit is not what it was, `check` in the REPL said no, explore found something, diff --check something that got worse, or advise no cure; and nothing worse',
  badInput:
    'wrong arguments or commands, a scenario or module that is wrong or takes longer than --timeout, or an output that cannot be written',
  panic: 'a simulated device crashed, and nothing expects that',
  livelock: 'a simulated device hangs, and nothing expects that',
  internal: 'a bug of lwip-twin itself',
  interrupted: 'interrupted (Ctrl-C)',
  terminated: 'terminated (SIGTERM)',
};

const WIDTH = 100;
const NAMES = Object.keys(ExitStatus) as (keyof typeof ExitStatus)[];

/** For the end of `--help`. */
export const STATUS_HELP = [
  '',
  'Exit status (the highest counts):',
  ...NAMES.flatMap((name) => wrapped(String(ExitStatus[name]), STATUS_TEXTS[name])),
].join('\n');

/** The same as a table of Markdown. */
export function statusTable(): string {
  const heads = ['status', 'meaning'] as const;
  const rows = NAMES.map((name) => [String(ExitStatus[name]), STATUS_TEXTS[name]] as const);
  const widths = heads.map((_, i) => Math.max(...[heads, ...rows].map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The higher of two. */
export function worse(a: ExitStatus, b: ExitStatus): ExitStatus {
  return a > b ? a : b;
}

function wrapped(head: string, text: string): string[] {
  const lines: string[] = [];
  let line = `  ${head.padEnd(5)}`;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(7);
    }
    line += line.endsWith('  ') ? word : ` ${word}`;
  }
  return [...lines, line];
}
