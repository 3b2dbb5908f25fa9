/**
 * Verdicts as JUnit XML (the form that Jenkins, GitLab and GitHub's actions read): a suite a file, a test case a case.
 *
 * Times are those on the wall, which such readers share out work by; they say nothing about the device.
 */

import { printable } from '../../document/printable.js';
import { MS_PER_S } from '../../kernel/units.js';
import type { CaseResult } from './case-result.js';
import { totals } from './case-result.js';
import type { PlacedResult, SkippedCase } from './check-report.js';
import { detailLines, warningLines } from './verdict-lines.js';

const DECIMALS = 3;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

type SuiteCase = PlacedResult | SkippedCase;

/** The whole file. */
export function junitXml(
  placed: readonly PlacedResult[],
  tool: string,
  skipped: readonly SkippedCase[] = [],
): string {
  const suites = new Map<string, SuiteCase[]>();
  for (const one of [...placed, ...skipped]) {
    const file = 'result' in one ? one.result.file : one.file;
    const suite = suites.get(file);
    if (suite === undefined) suites.set(file, [one]);
    else suite.push(one);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(tool)}"${countsText([...placed, ...skipped])}>`,
    ...[...suites].flatMap(([file, cases]) => suiteLines(file, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(file: string, cases: readonly SuiteCase[]): string[] {
  return [
    `  <testsuite name="${attribute(file)}" file="${attribute(file)}"${countsText(cases)}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines(one: SuiteCase): string[] {
  if (!('result' in one)) {
    const skipped = `      <skipped message="${attribute(one.why)}"/>`;
    return [`${caseHead(one.file, one.name)}>`, skipped, '    </testcase>'];
  }
  const { result, durationMs } = one;
  const { name, file, seed, status } = result;
  const title = seed === undefined ? name : `${name}, seed ${seed}`;
  const time = durationMs === undefined ? '' : ` time="${seconds(durationMs)}"`;
  const head = caseHead(file, title) + time;
  const properties =
    result.builtIn === true
      ? ['      <properties><property name="expectations" value="built-in"/></properties>']
      : [];
  if (status === 'passed') {
    const warnings = warningLines(result).join('\n');
    const output = warnings === '' ? [] : [`      <system-out>${content(warnings)}</system-out>`];
    const inside = [...properties, ...output];
    return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, '    </testcase>'];
  }
  const tag = status === 'failed' ? 'failure' : 'error';
  const text = detailLines(result).join('\n');
  return [
    `${head}>`,
    ...properties,
    `      <${tag} message="${attribute(headline(result))}" type="${status}">${content(text)}</${tag}>`,
    '    </testcase>',
  ];
}

function caseHead(file: string, title: string): string {
  return `    <testcase name="${attribute(title)}" classname="${attribute(file)}" file="${attribute(file)}"`;
}

function seconds(ms: number): string {
  return (ms / MS_PER_S).toFixed(DECIMALS);
}

/** What a list of failures shows of a case. */
export function headline(result: CaseResult): string {
  const {
    failures: [first, ...more],
    crash,
    complaint,
    warnings: [warning] = [],
  } = result;
  const message = complaint?.message ?? crash?.why;
  if (message !== undefined) return message;
  if (first === undefined) return warning?.message ?? '';
  return `expected ${first.expected}; seen: ${first.seen}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
}

function countsText(cases: readonly SuiteCase[]): string {
  const placed = cases.filter((one) => 'result' in one);
  const results = placed.map(({ result }) => result);
  const { passed, failed } = totals(results);
  const skipped = cases.length - results.length;
  const time = placed.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  return ` tests="${cases.length}" failures="${failed}" errors="${results.length - passed - failed}" skipped="${skipped}" time="${seconds(time)}"`;
}

function attribute(text: string): string {
  return legal(text).replace(/[&<>"\n\t]/g, (char) => ESCAPES[char] ?? char);
}

function content(text: string): string {
  return legal(text).replace(/[&<>]/g, (char) => ESCAPES[char] ?? char);
}

/** XML 1.0 has no other control characters, not even as references: they are told, as on a terminal. */
function legal(text: string): string {
  return printable(text).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu,
    '\ufffd',
  );
}
