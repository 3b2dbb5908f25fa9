/** Verdicts as people read them on the console. */

import { seenTimeText } from '../../expect/time-words.js';
import { printable, printableLine } from '../../document/printable.js';
import { totals, type CaseFailure, type CaseResult, type CaseStatus } from './case-result.js';

const GREEN = '\u001b[32m';
const RED = '\u001b[31m';
const RESET = '\u001b[0m';
const INDENT = '  ';
const LABELS: Readonly<Record<CaseStatus, string>> = {
  passed: 'ok     ',
  failed: 'FAILED ',
  'bad-input': 'BAD    ',
  'timed-out': 'TIME   ',
  crashed: 'CRASHED',
  hangs: 'HANGS  ',
  internal: 'BUG    ',
};
const TOTAL_WORDS: Readonly<Record<CaseStatus, string>> = {
  passed: 'ok',
  failed: 'failed',
  'bad-input': 'bad input',
  'timed-out': 'out of time',
  crashed: 'crashed',
  hangs: 'hang',
  internal: 'ended by a bug of lwip-twin',
};

/** `FAILED many-tabs [sockets=4], seed 1`, and all that belongs to it. */
export function verdictLines(result: CaseResult, color = false): string[] {
  const { status, name, seed, file } = result;
  const paint = status === 'passed' ? GREEN : RED;
  const label = color ? `${paint}${LABELS[status]}${RESET}` : LABELS[status];
  const isJudged = result.complaint === undefined || seed !== undefined;
  const about = !isJudged
    ? name === file
      ? file
      : `${name}  (${file})`
    : `${name}  (${file}, seed ${seed ?? '?'}, ${judgedText(result)})`;
  return [`${label} ${printableLine(about)}`, ...detailLines(result).map((line) => INDENT + printable(line))];
}

/** How much was expected: `3 expected`, `expects nothing: judged by the built-in expectations`. */
function judgedText({ expectations, builtIn }: CaseResult): string {
  if (builtIn === true) return 'expects nothing: judged by the built-in expectations';
  return expectations === 0 ? 'expects nothing' : `${expectations} expected`;
}

/** What is wrong with a case, line by line; nothing where all is well. */
export function detailLines(result: CaseResult): string[] {
  const { failures, crash, complaint, replay } = result;
  const lines: string[] = [];
  if (result.interleaving !== undefined) {
    const { seed, switches } = result.interleaving;
    const words = switches === 1 ? 'one switch' : `${switches} switches`;
    lines.push(
      `in another order of tasks (interleaving ${seed}, ${words}); in the strict one all is as expected`,
    );
  }
  if (complaint !== undefined) lines.push(...complaint.text.split('\n'));
  if (crash !== undefined) {
    lines.push(`${crash.why} at ${seenTimeText(crash.timeUs)}, and nothing expects that`);
    lines.push(`${INDENT}step to  ${crash.goto}`);
  }
  for (const failure of failures) lines.push(...failureLines(failure));
  lines.push(...warningLines(result));
  if (replay !== undefined && (crash !== undefined || failures.length > 0 || isStrictFailure(result)))
    lines.push(`replay: ${replay}`);
  return lines;
}

function isStrictFailure({ strict, warnings = [] }: CaseResult): boolean {
  return strict === true && warnings.length > 0;
}

/** `s.yaml:7:5: warning: every answer to phone1 is 404`, one line each. */
export function warningLines({ warnings = [], strict }: CaseResult): string[] {
  const remark = strict === true ? ' (an error: --strict)' : '';
  return warnings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: warning${remark}: ${message}`,
  );
}

/** One failure: expected, seen, when, why, and how to get there. */
export function failureLines(failure: CaseFailure): string[] {
  const { file, line, column, expected, seen, timeUs, sinceUs, why } = failure;
  const since = sinceUs === undefined ? '' : `, since ${seenTimeText(sinceUs)}`;
  return [
    `${file}:${line}:${column}: expected: ${expected}`,
    `${INDENT}seen     ${seen}`,
    `${INDENT}when     ${seenTimeText(timeUs)}${since}`,
    ...why.map((reason) => `${INDENT}why      ${reason}`),
    `${INDENT}step to  ${failure.goto}`,
  ];
}

/** `12 cases: 10 ok, 1 failed, 1 bad input`. */
export function totalLine(results: readonly CaseResult[]): string {
  const counts = totals(results);
  const words = (Object.entries(counts) as [CaseStatus, number][])
    .filter(([status, n]) => n > 0 || status === 'passed')
    .map(([status, n]) => `${n} ${TOTAL_WORDS[status]}`);
  const builtIn = results.filter((one) => one.builtIn === true).length;
  const judged = builtIn === 0 ? '' : `; ${builtIn} by the built-in expectations alone`;
  const warnings = results.reduce((sum, one) => sum + (one.warnings?.length ?? 0), 0);
  const warned = warnings === 0 ? '' : `; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return `${results.length} ${results.length === 1 ? 'case' : 'cases'}: ${words.join(', ')}${judged}${warned}`;
}
