/** Verdicts in the Test Anything Protocol, version 14 (https://testanything.org). */

import type { CaseResult } from './case-result.js';
import { detailLines } from './verdict-lines.js';

/** The whole report. */
export function tapText(results: readonly CaseResult[]): string {
  const lines = ['TAP version 14', `1..${results.length}`];
  results.forEach((result, index) => {
    const { status, name, seed } = result;
    const title = seed === undefined ? name : `${name}, seed ${seed}`;
    // A `#` would begin a directive.
    const description = title.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll('\n', ' ');
    lines.push(`${status === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${description}`);
    if (status !== 'passed') lines.push(...diagnosticLines(result));
  });
  return `${lines.join('\n')}\n`;
}

/** A YAML block; JSON texts are YAML. */
function diagnosticLines(result: CaseResult): string[] {
  const fields = [`file: ${JSON.stringify(result.file)}`, `status: ${result.status}`, 'details:'];
  const details = detailLines(result).map((line) => `  - ${JSON.stringify(line)}`);
  return ['---', ...fields, ...details, '...'].map((line) => `  ${line}`);
}
