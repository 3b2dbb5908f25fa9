/** Verdicts as workflow commands of GitHub Actions: annotations in the scenario file. */

import { isAbsolute, relative, resolve } from 'node:path';
import type { CaseResult } from '../../report/check/case-result.js';
import { printable } from '../../document/printable.js';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One line for each thing that is wrong. GitHub finds a file by its path within `workspace` (GITHUB_WORKSPACE), wherever
 * the command was started.
 */
export function annotationLines(result: CaseResult, workspace?: string): string[] {
  const { name, failures, crash, complaint, file, replay, warnings = [], strict } = result;
  const annotation = (place: Place, title: string, message: string, level = 'error'): string => {
    const properties = [
      `file=${property(withinWorkspace(place.file, workspace))}`,
      `line=${place.line}`,
      `col=${place.column}`,
      `title=${property(title)}`,
    ];
    return `::${level} ${properties.join(',')}::${data(message)}`;
  };
  const lines = failures.map((one) => {
    const words = [`expected ${one.expected}`, `seen: ${one.seen}`, ...one.why, `step to: ${one.goto}`];
    return annotation(one, name, words.join('\n'));
  });
  if (crash !== undefined) {
    lines.push(annotation({ file, line: 1, column: 1 }, name, `${crash.why}\n${replay ?? crash.goto}`));
  }
  const level = strict === true ? 'error' : 'warning';
  for (const one of warnings) lines.push(annotation(one, name, one.message, level));
  if (complaint !== undefined) lines.push(annotation(complaint, 'bad input', complaint.message));
  return lines;
}

/** A file outside the workspace keeps its name. */
function withinWorkspace(file: string, workspace: string | undefined): string {
  if (workspace === undefined || workspace === '') return file;
  const path = relative(workspace, resolve(file));
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path.replaceAll('\\', '/');
}

function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
