/** Verdicts as workflow commands of GitHub Actions: annotations in the scenario file. */

import type { CaseResult } from './case-result.js';

/** One line for each thing that is wrong. */
export function annotationLines({ name, failures, crash, complaint, file, replay }: CaseResult): string[] {
  const lines = failures.map((one) => {
    const words = [`expected ${one.expected}`, `seen: ${one.seen}`, ...one.why, `step to: ${one.goto}`];
    return annotation(one, name, words.join('\n'));
  });
  if (crash !== undefined) {
    lines.push(annotation({ file, line: 1, column: 1 }, name, `${crash.why}\n${replay ?? crash.goto}`));
  }
  if (complaint !== undefined) lines.push(annotation(complaint, 'bad input', complaint.message));
  return lines;
}

function annotation(
  { file, line, column }: { readonly file: string; readonly line: number; readonly column: number },
  title: string,
  message: string,
): string {
  const properties = `file=${property(file)},line=${line},col=${column},title=${property(title)}`;
  return `::error ${properties}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
