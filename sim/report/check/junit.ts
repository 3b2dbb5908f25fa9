/**
 * Verdicts as JUnit XML (the form that Jenkins, GitLab and GitHub's actions read): a suite a file, a test case a case.
 *
 * Times are left out: what a run takes on the wall says nothing about the device.
 */

import type { CaseResult } from './case-result.js';
import { totals } from './case-result.js';
import { detailLines } from './verdict-lines.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** The whole file. */
export function junitXml(results: readonly CaseResult[], tool: string): string {
  const suites = new Map<string, CaseResult[]>();
  for (const result of results) suites.set(result.file, [...(suites.get(result.file) ?? []), result]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(tool)}"${countsText(results)}>`,
    ...[...suites].flatMap(([file, cases]) => suiteLines(file, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(file: string, cases: readonly CaseResult[]): string[] {
  return [
    `  <testsuite name="${attribute(file)}" file="${attribute(file)}"${countsText(cases)}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines(result: CaseResult): string[] {
  const { name, file, seed, status } = result;
  const title = seed === undefined ? name : `${name}, seed ${seed}`;
  const head = `    <testcase name="${attribute(title)}" classname="${attribute(file)}" file="${attribute(file)}"`;
  if (status === 'passed') return [`${head}/>`];
  const tag = status === 'failed' ? 'failure' : 'error';
  const text = detailLines(result).join('\n');
  return [
    `${head}>`,
    `      <${tag} message="${attribute(headline(result))}" type="${status}">${content(text)}</${tag}>`,
    '    </testcase>',
  ];
}

/** What a list of failures shows of a case. */
export function headline({ failures: [first, ...more], crash, complaint }: CaseResult): string {
  const message = complaint?.message ?? crash?.why;
  if (message !== undefined) return message;
  if (first === undefined) return '';
  return `expected ${first.expected}; seen: ${first.seen}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
}

function countsText(results: readonly CaseResult[]): string {
  const { failed, crashed, hangs, 'bad-input': bad } = totals(results);
  return ` tests="${results.length}" failures="${failed}" errors="${crashed + hangs + bad}"`;
}

function attribute(text: string): string {
  return legal(text).replace(/[&<>"\n\t]/g, (char) => ESCAPES[char] ?? char);
}

function content(text: string): string {
  return legal(text).replace(/[&<>]/g, (char) => ESCAPES[char] ?? char);
}

/** XML 1.0 has no other control characters, not even as references. */
function legal(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}
