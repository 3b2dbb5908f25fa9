/** Verdicts in the Test Anything Protocol, version 14 (https://testanything.org). */

import type { CaseResult } from './case-result.js';
import type { SkippedCase } from './check-report.js';
import { escapedJson, printable } from '../../document/printable.js';
import { detailLines, warningLines } from './verdict-lines.js';

/** The whole report. */
export function tapText(results: readonly CaseResult[], skipped: readonly SkippedCase[] = []): string {
  const lines = ['TAP version 14', `1..${results.length + skipped.length}`];
  results.forEach((result, index) => {
    const { status, name, seed, builtIn } = result;
    const judged = builtIn === true ? ', by the built-in expectations' : '';
    const title = (seed === undefined ? name : `${name}, seed ${seed}`) + judged;
    lines.push(`${status === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${escaped(title)}`);
    if (status !== 'passed') lines.push(...diagnosticLines(result));
    else lines.push(...warningLines(result).map((line) => `# ${printable(line)}`));
  });
  skipped.forEach(({ name, why }, index) =>
    lines.push(`ok ${results.length + index + 1} - ${escaped(name)} # SKIP ${why}`),
  );
  return `${lines.join('\n')}\n`;
}

/** A `#` would begin a directive; no control character reaches a terminal. */
function escaped(text: string): string {
  return printable(text.replaceAll('\n', ' ')).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}

/** A YAML block; JSON texts are YAML. */
function diagnosticLines(result: CaseResult): string[] {
  const fields = [
    `file: ${escapedJson(JSON.stringify(result.file))}`,
    `status: ${result.status}`,
    'details:',
  ];
  const details = detailLines(result).map((line) => `  - ${printable(JSON.stringify(line))}`);
  return ['---', ...fields, ...details, '...'].map((line) => `  ${line}`);
}
