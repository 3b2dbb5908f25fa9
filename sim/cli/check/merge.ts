/** `check --merge`: the verdicts of shards put together, as if they had been one check. */

import {
  mergeReports,
  parseReport,
  ReportError,
  type MergedReports,
} from '../../report/check/check-report.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { readFile } from '../../node/node-files.js';
import { UsageError } from '../usage-error.js';
import { filesLike } from './glob.js';

/** Reads the JSON reports of all shards; throws `UsageError`. */
export function readShards(globs: readonly string[]): MergedReports {
  if (globs.length === 0)
    throw new UsageError('--merge: which reports? give the files that --json has written');
  const files = [...new Set(globs.flatMap((glob) => found(glob)))];
  try {
    return mergeReports(files.map((file) => ({ file, report: parseReport(readFile(file).text, file) })));
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message);
    if (error instanceof ScenarioError) throw new UsageError(error.message);
    throw error;
  }
}

function found(glob: string): string[] {
  const files = filesLike(glob, '*.json');
  if (files.length === 0) throw new UsageError(`no report matches "${glob}"`);
  return files;
}
