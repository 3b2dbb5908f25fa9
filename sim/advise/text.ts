/** What was found, for a person. */

import { dirname } from 'node:path';

import type { CaseValue } from '../language/compose/compose.js';
import { namesText } from '../outcomes/names.js';
import type { Change as Difference } from '../diff/compare.js';
import { countText } from '../outcomes/amount-text.js';
import type { Advice, Advices } from './search.js';
import { extraHeap } from './search.js';
import type { Trial } from './trial.js';
import { troubleLines, type Trouble } from './trouble.js';
import { cLines, movedPaths, overlayOf, sdkconfigLines, setArguments, yamlLines } from './written.js';

const INDENT = '  ';
const MOST_LINES = 8;
const MOST_CHARACTERS = 60;
/** Answers that are told after the first one. */
const MOST_OTHERS = 6;

/** A file's advice. */
export interface AdviceReport {
  readonly name: string;
  /** The file, as the command to prove it names it. */
  readonly file: string;
  readonly today: Trial;
  readonly advices: Advices;
  /** What the matrix and `--set` have set of it. */
  readonly settings: readonly CaseValue[];
  /** The scenario as it is written. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** `7 of 14 connections did not get what they wanted`, and why. */
export function troubleText({ name, today }: Pick<AdviceReport, 'name' | 'today'>): string[] {
  const { troubles, failures } = today;
  if (troubles.length === 0 && failures === 0) return [`${name}: nothing is wrong`];
  const lines = troubleLines(troubles);
  const failed = failures === 0 ? [] : [`${countOf(failures, 'expectation')} of the scenario's own not met`];
  return [
    `${name}: ${countOf(troubles.length, 'trouble')}`,
    ...shortened([...lines, ...failed]).map(indented),
  ];
}

/** All that was found. */
export function adviceText(report: AdviceReport, isUnabridged = false): string[] {
  const { advices, today } = report;
  const { found, candidates, tried } = advices;
  const [best, ...others] = found;
  if (best === undefined)
    return [...troubleText(report), '', ...nothingText(advices), ...untriedText(advices)];
  const verb = verbOf(best.isCured, found.length);
  const told = isUnabridged ? others : others.slice(0, MOST_OTHERS);
  return [
    ...troubleText(report),
    '',
    `${countOf(candidates.length, 'change')} tried in ${countOf(tried, 'run')}: ${found.length} ${verb}`,
    '',
    ...bestText(best, report),
    ...(told.length === 0 ? [] : ['', best.isCured ? 'Or:' : 'Others that help:']),
    ...told.map((one) => indented(otherText(one, today))),
    ...(told.length < others.length ? [indented(`and ${others.length - told.length} more (--all)`)] : []),
    ...(best.isCured ? [] : untriedText(advices)),
  ];
}

function verbOf(isCured: boolean, count: number): string {
  if (count === 1) return isCured ? 'cures it' : 'helps, and is no cure';
  return isCured ? 'cure it' : 'help, none is a cure';
}

function nothingText({ candidates, tried }: Advices): string[] {
  if (candidates.length === 0) return ['Nothing to try: no known change is against this'];
  const names = candidates.join(', ');
  return [
    `Nothing found among ${countOf(candidates.length, 'change')} tried in ${countOf(tried, 'run')}: ${names}`,
  ];
}

function untriedText({ untried }: Advices): string[] {
  if (untried.length === 0) return [];
  return [
    'Not tried, because the program is your own (docs/patterns.md):',
    ...untried.map(({ title, code }) => indented(code === undefined ? title : `${title}: ${code}`)),
  ];
}

function bestText(best: Advice, report: AdviceReport): string[] {
  const { today, file, written } = report;
  const { cures, changes, trial, differences, isCured } = best;
  const costs = [...new Set(cures.map((cure) => cure.costs))];
  const conditions = cures.flatMap(({ precondition }) => precondition ?? []);
  const code = [...cLines(changes), ...cures.flatMap((cure) => cure.code ?? [])];
  return [
    titleOf(best),
    ...cures.map(({ about }) => about),
    ...section(isCured ? 'better' : 'better, but not all', clientLines(differences, false)),
    ...section('still wrong', isCured ? [] : shortened(troubleLines(trial.troubles))),
    ...section('worse', clientLines(differences, true), 'nobody'),
    ...section('costs', [...costs, heapText(trial, today), ...restText(trial, today)]),
    ...section('must hold', conditions),
    ...section('scenario', yamlLines(overlayOf(written, besideScenario(changes, file)))),
    ...section('sdkconfig', sdkconfigLines(changes)),
    ...section('firmware', code),
    ...section('proof', [proofText(report, changes)]),
    ...section(
      'source',
      cures.map(({ source }) => source),
    ),
  ].map((line, i) => (i === 0 ? line : indented(line)));
}

/** `LRU purge: httpd.lru_purge_enable=true`. */
export function titleOf({ cures, changes }: Pick<Advice, 'cures' | 'changes'>): string {
  const title = cures.map((cure) => cure.title).join(' and ');
  const told = changes.map((change) => change.told ?? brief(shortPaths(setArguments([change])[0]!)));
  return `${title}: ${told.join(', ')}`;
}

/** Programs by their file names. */
function shortPaths(text: string): string {
  return text.replace(/"[^"]*\/([^/"]+)"/g, '$1').replaceAll('"', '');
}

function otherText(one: Advice, today: Trial): string {
  const worse = clientLines(one.differences, true);
  const harm =
    worse.length === 0
      ? ''
      : `; worse for ${worse.length === 1 ? worse[0]! : `${worse.length} kinds of clients`}`;
  const left = one.isCured ? '' : `; ${countOf(one.trial.troubles.length, 'trouble')} left`;
  return `${titleOf(one)} (${heapText(one.trial, today)})${left}${harm}`;
}

/** What is too long to be read in a line is named only. */
function brief(argument: string): string {
  return argument.length > MOST_CHARACTERS ? argument.slice(0, argument.indexOf('=')) : argument;
}

/** The changes as they stand in a file beside the scenario. */
function besideScenario(changes: Advice['changes'], file: string): Advice['changes'] {
  return changes.map(({ path, value }) => ({ path, value: movedPaths(value, dirname(file)) }));
}

function proofText({ file, settings }: AdviceReport, changes: Advice['changes']): string {
  const options = (name: string, of: Advice['changes']): string[] =>
    setArguments(of).map((one) => ` --${name} ${/^[\w./=-]+$/.test(one) ? one : `'${one}'`}`);
  const base = settings.map(({ name, value }) => ({ path: name, value }));
  return `lwip-twin diff ${file}${[...options('base', base), ...options('set', changes)].join('')}`;
}

function heapText(trial: Trial, today: Trial): string {
  const extra = extraHeap(trial, today);
  if (extra === 0) return 'no more heap in this run';
  return `${countText(Math.abs(extra))} bytes ${extra > 0 ? 'more' : 'less'} heap at the peak of this run`;
}

/** Of the heap, what is gone with nobody there, and with each session. */
function restText(trial: Trial, today: Trial): string[] {
  const [before, after] = [today.snapshot.heap, trial.snapshot.heap];
  const extra = (after['at rest'] ?? 0) - (before['at rest'] ?? 0);
  const atRest =
    extra === 0 ? 'no more at rest' : `${countText(Math.abs(extra))} ${extra > 0 ? 'more' : 'less'} at rest`;
  const session = after['a session'] ?? after['a websocket'];
  return [
    session === undefined ? atRest : `${atRest}; a session keeps ${countText(session)} while it is idle`,
  ];
}

/** Clients whose lot is not the same, those of one change together. */
export function clientLines(differences: readonly Difference[], isWorse: boolean): string[] {
  const groups = new Map<string, string[]>();
  for (const { subject, name, what, before, after, worse } of differences) {
    if (subject !== 'client' || worse !== isWorse) continue;
    if (what !== 'outcome' && !isWorse) continue;
    const [a, b] = [word(before), word(after)];
    if (a === b) continue;
    const text = `${what === 'outcome' ? '' : `${what} `}${a} → ${b}`;
    groups.set(text, [...(groups.get(text) ?? []), name]);
  }
  return shortened([...groups].map(([text, names]) => `${namesText(names)}: ${text}`));
}

function word(text: string | undefined): string {
  return (text ?? '').replace(/ \(.*\)$/s, '');
}

function section(title: string, lines: readonly string[], none?: string): string[] {
  if (lines.length === 0) return none === undefined ? [] : [`${title}: ${none}`];
  if (lines.length === 1) return [`${title}: ${lines[0]!}`];
  return [`${title}:`, ...lines.map(indented)];
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}

function indented(line: string): string {
  return INDENT + line;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** For `--json`. */
export function adviceJson({ name, file, today, advices, written }: AdviceReport): object {
  const told = ({ who, what, why, symptoms }: Trouble): object => ({ who, what, why, symptoms });
  return {
    scenario: name,
    file,
    troubles: today.troubles.map(told),
    failedExpectations: today.failures,
    tried: advices.tried,
    candidates: advices.candidates,
    untried: advices.untried.map((cure) => cure.name),
    found: advices.found.map(({ cures, changes, isCured, trial, differences }) => ({
      cures: cures.map((cure) => cure.name),
      isCured,
      changes,
      set: setArguments(changes),
      scenario: overlayOf(written, changes),
      sdkconfig: sdkconfigLines(changes),
      firmware: [...cLines(changes), ...cures.flatMap(({ code }) => code ?? [])],
      extraHeapBytes: extraHeap(trial, today),
      left: trial.troubles.map(told),
      differences,
    })),
  };
}
