import { describe, expect, test } from 'vitest';
import { strictly, type CaseResult } from '../../../sim/report/check/case-result.js';
import {
  checkReport,
  mergeReports,
  parseReport,
  reportText,
  ReportError,
} from '../../../sim/report/check/check-report.js';
import { shellWord } from '../../../sim/report/check/command-lines.js';
import { annotationLines } from '../../../sim/cli/output/github.js';
import { junitXml } from '../../../sim/report/check/junit.js';
import { tapText } from '../../../sim/report/check/tap.js';
import { totalLine, verdictLines } from '../../../sim/report/check/verdict-lines.js';

const TOOL = 'lwip-twin 0';
const PASSED: CaseResult = {
  file: 'a.yaml',
  name: 'a',
  seed: 1,
  status: 'passed',
  expectations: 2,
  failures: [],
  replay: 'r',
};
const FAILED: CaseResult = {
  ...PASSED,
  file: 'b.yaml',
  name: 'b [x=<"1">] #2',
  status: 'failed',
  failures: [
    {
      file: 'b.yaml',
      line: 4,
      column: 5,
      expected: 'tab8 is served, at 5s & <later>',
      seen: 'waiting\u0007',
      timeUs: 5_000_000,
      sinceUs: 300_000,
      why: ['tab8: sessions :80 7/7 held by tab1..tab7: not accepted'],
      goto: "lwip-twin repl b.yaml -c 'goto 300ms'",
    },
  ],
  replay: 'lwip-twin replay b.yaml --seed 1',
};
const CRASHED: CaseResult = {
  ...PASSED,
  name: 'c',
  status: 'crashed',
  crash: { why: 'the device crashed in httpd: fault', timeUs: 1, goto: 'g' },
};
const BAD: CaseResult = {
  file: 'd.yaml',
  name: 'd.yaml',
  status: 'bad-input',
  expectations: 0,
  failures: [],
  complaint: {
    text: 'd.yaml:1:1: unknown key\n> 1 | x',
    message: 'd.yaml:1:1: unknown key',
    file: 'd.yaml',
    line: 1,
    column: 1,
  },
};
const ALL = [PASSED, FAILED, CRASHED, BAD];

test('verdicts for people', () => {
  expect(ALL.flatMap((one) => verdictLines(one)).join('\n')).toBe(
    `ok      a  (a.yaml, seed 1, 2 expected)
FAILED  b [x=<"1">] #2  (b.yaml, seed 1, 2 expected)
  b.yaml:4:5: expected: tab8 is served, at 5s & <later>
    seen     waiting\\x07
    when     5s, since 300ms
    why      tab8: sessions :80 7/7 held by tab1..tab7: not accepted
    step to  lwip-twin repl b.yaml -c 'goto 300ms'
  replay: lwip-twin replay b.yaml --seed 1
CRASHED c  (a.yaml, seed 1, 2 expected)
  the device crashed in httpd: fault at 1us, and nothing expects that
    step to  g
  replay: r
BAD     d.yaml
  d.yaml:1:1: unknown key
  > 1 | x`,
  );
  expect(totalLine(ALL)).toBe('4 cases: 1 ok, 1 failed, 1 bad input, 1 crashed');
});

test('JUnit: a suite a file, failures and errors apart, nothing that XML forbids', () => {
  const xml = junitXml(
    ALL.map((result, order) => ({ order, result, durationMs: order * 100 })),
    TOOL,
    [{ file: 'a.yaml', name: 'left', why: 'not run' }],
  );
  expect(xml).toContain(
    '<testsuites name="lwip-twin 0" tests="5" failures="1" errors="2" skipped="1" time="0.600">',
  );
  expect(xml).toContain(
    '<testsuite name="a.yaml" file="a.yaml" tests="3" failures="0" errors="1" skipped="1" time="0.200">',
  );
  expect(xml).toContain('<testcase name="a, seed 1" classname="a.yaml" file="a.yaml" time="0.000"/>');
  expect(xml).toContain('<skipped message="not run"/>');
  expect(xml).toContain('name="b [x=&lt;&quot;1&quot;&gt;] #2, seed 1"');
  expect(xml).toContain('expected: tab8 is served, at 5s &amp; &lt;later&gt;');
  expect(xml).toContain('waiting\\x07');
  expect(xml).toContain('<error message="d.yaml:1:1: unknown key" type="bad-input">');
});

describe('warnings and built-in expectations', () => {
  const WARNED: CaseResult = {
    ...PASSED,
    expectations: 0,
    builtIn: true,
    warnings: [{ file: 'a.yaml', line: 3, column: 5, message: 'every answer to c1 is 404 <2 of 2>' }],
  };
  const STRICT = strictly(WARNED);

  test('for people', () => {
    expect(verdictLines(WARNED)).toEqual([
      'ok      a  (a.yaml, seed 1, expects nothing: judged by the built-in expectations)',
      '  a.yaml:3:5: warning: every answer to c1 is 404 <2 of 2>',
    ]);
    expect(verdictLines(STRICT)).toEqual([
      'FAILED  a  (a.yaml, seed 1, expects nothing: judged by the built-in expectations)',
      '  a.yaml:3:5: warning (an error: --strict): every answer to c1 is 404 <2 of 2>',
      '  replay: r',
    ]);
    expect(totalLine([WARNED])).toBe('1 case: 1 ok; 1 by the built-in expectations alone; 1 warning');
  });

  test('JUnit', () => {
    const xml = (result: CaseResult): string => junitXml([{ order: 0, result }], TOOL);
    expect(xml(WARNED)).toContain('<property name="expectations" value="built-in"/>');
    expect(xml(WARNED)).toContain(
      '<system-out>a.yaml:3:5: warning: every answer to c1 is 404 &lt;2 of 2&gt;',
    );
    expect(xml(WARNED)).toContain('failures="0"');
    expect(xml(STRICT)).toContain(
      '<failure message="every answer to c1 is 404 &lt;2 of 2&gt;" type="failed">',
    );
  });

  test('TAP, JSON and annotations', () => {
    expect(tapText([WARNED])).toBe(
      `TAP version 14\n1..1\nok 1 - a, seed 1, by the built-in expectations\n# a.yaml:3:5: warning: every answer to c1 is 404 <2 of 2>\n`,
    );
    expect(tapText([STRICT])).toContain('not ok 1');
    const [read] = parseReport(
      reportText(checkReport([{ order: 0, result: WARNED }], TOOL, undefined)),
      'f',
    ).cases;
    expect(read).toMatchObject({ builtIn: true, warnings: WARNED.warnings });
    expect(annotationLines(WARNED)).toEqual([
      '::warning file=a.yaml,line=3,col=5,title=a::every answer to c1 is 404 <2 of 2>',
    ]);
    expect(annotationLines(STRICT)).toEqual([expect.stringMatching(/^::error /)]);
  });

  test('what is not warned of is as it was', () => {
    expect(ALL.map(strictly)).toEqual(ALL);
  });
});

test('TAP', () => {
  const lines = tapText([PASSED, FAILED]).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'TAP version 14',
    '1..2',
    'ok 1 - a, seed 1',
    'not ok 2 - b [x=<"1">] \\#2, seed 1',
  ]);
  expect(lines.slice(4, 8)).toEqual(['  ---', '  file: "b.yaml"', '  status: failed', '  details:']);
});

test('GitHub annotations', () => {
  expect(annotationLines(FAILED)).toEqual([
    '::error file=b.yaml,line=4,col=5,title=b [x=<"1">] #2::expected tab8 is served, at 5s & <later>%0Aseen: waiting\\x07%0Atab8: sessions :80 7/7 held by tab1..tab7: not accepted%0Astep to: lwip-twin repl b.yaml -c \'goto 300ms\'',
  ]);
  expect(annotationLines(BAD)).toEqual([
    '::error file=d.yaml,line=1,col=1,title=bad input::d.yaml:1:1: unknown key',
  ]);
  expect(annotationLines(PASSED)).toEqual([]);
});

test('words for a shell', () => {
  expect(['a/b-1.yaml', 'it’s', "it's", 'a b', '$x', ''].map(shellWord)).toEqual([
    'a/b-1.yaml',
    "'it’s'",
    "'it'\\''s'",
    "'a b'",
    "'$x'",
    "''",
  ]);
});

describe('shards', () => {
  const placed = ALL.map((result, order) => ({ order, result }));
  const shards = [1, 2].map((index) => {
    const own = placed.filter(({ order }) => order % 2 === index - 1);
    return { file: `${index}.json`, report: checkReport(own, TOOL, { index, count: 2 }) };
  });
  const read = shards.map(({ file, report }) => ({ file, report: parseReport(reportText(report), file) }));

  test('put together are the whole, whatever their order', () => {
    const whole = reportText(checkReport(placed, TOOL, undefined));
    expect(reportText(checkReport(mergeReports(read).placed, TOOL, undefined))).toBe(whole);
    const backwards = mergeReports([...read].reverse()).placed;
    expect(reportText(checkReport(backwards, TOOL, undefined))).toBe(whole);
  });

  test.each([
    ['missing', [read[0]!], 'shard 2/2 is missing'],
    ['twice', [read[0]!, { ...read[0]!, file: 'again.json' }], 'again.json: shard 1/2, as 1.json is'],
    [
      'of another check',
      [read[0]!, { file: 'w.json', report: checkReport([], TOOL, undefined) }],
      'w.json: of 1 shards, but 1.json is of 2',
    ],
    [
      'of another version',
      [read[0]!, { file: 'v.json', report: checkReport([], 'other', { index: 2, count: 2 }) }],
      'v.json: by other, others by lwip-twin 0',
    ],
  ])('%s', (_, reports, message) => {
    expect(() => mergeReports(reports)).toThrow(new ReportError(message));
  });

  test.each([
    ['{', 'f: not JSON'],
    ['[]', 'f: not a report of lwip-twin check --json'],
    ['{"version": 1, "cases": [{}]}', 'f: not a report of lwip-twin check --json'],
    ['{"version": 9, "cases": []}', 'f: version 9 of the report, expected 1'],
  ])('not a report: %s', (text, message) => {
    expect(() => parseReport(text, 'f')).toThrow(new ReportError(message));
  });
});
