/** Verdicts of comparisons as JUnit XML: a test case a comparison, a failure for whatever got worse. */

import { printable } from '../document/printable.js';
import type { Change } from './compare.js';

interface Compared {
  readonly scenario: string;
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** The whole file. */
export function diffJunit(diffs: readonly Compared[], tool: string): string {
  const failures = diffs.filter(({ changes }) => changes.some(({ worse }) => worse)).length;
  const counts = `tests="${diffs.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(tool)}" ${counts}>`,
    `  <testsuite name="diff" ${counts}>`,
    ...diffs.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ scenario, from, to, changes }: Compared): string[] {
  const head = `    <testcase name="${escaped(`${scenario}: ${from} to ${to}`)}" classname="${escaped(scenario)}"`;
  const worse = changes.filter((change) => change.worse).map(sentence);
  const [first] = worse;
  if (first === undefined) return [`${head}/>`];
  return [
    `${head}>`,
    `      <failure message="${escaped(first)}">${escaped(worse.join('\n'))}</failure>`,
    '    </testcase>',
  ];
}

function sentence({ name, what, before, after }: Change): string {
  return `${name}: ${what} ${String(before)}, now ${String(after)}`;
}

function escaped(text: string): string {
  return printable(text)
    .replace(/[&<>"\n]/g, (char) => ESCAPES[char] ?? char)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
