/** Judging faults: what reaches each, and what notices it. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { approvedRuns } from '../approved/approved.js';
import { casesIn } from '../conformance/case.js';
import { isTestOf } from './bench.js';
import type { Bundle } from './bundle.js';
import { roomOf, type Fault } from './faults.js';
import type { Exhibit, Finding } from './judge.js';
import { Witness, type Hearing } from './witness.js';

const REFERENCE_CASES = 'test/conformance';
/** For what nobody has measured yet. */
const FIRST_LIMIT_CPU_MS = 300_000;
/** What an exhibit may use with a fault in it: so much, and this many times of what it used without one. */
const LIMIT_CPU_MS = 4_000;
const LIMIT_TIMES = 10;

export interface Judgement {
  /** What noticed the fault: a case's or a test file's name; undefined if nothing did. */
  readonly by: string | undefined;
  /** How many cases and test files come by its place. */
  readonly reachedBy: number;
}

/** What an exhibit costs and reaches when no fault is made. */
interface Known extends Exhibit {
  readonly cpuMs: number;
  readonly reached: ReadonlySet<number>;
}

/** How much is asked about a fault. */
export interface Effort {
  /** Processes at once. */
  readonly lanes: number;
  /** Reference cases at most: those that noticed most so far for their time. */
  readonly cases: number;
  /** Asks the tests of whole runs too, not only those of a fault's own room. */
  readonly goesFar: boolean;
}

/** What is known of the reference cases without a fault: it can be kept. */
export interface CaseSurvey {
  readonly loaded: readonly number[];
  readonly once: readonly number[];
  readonly cases: readonly Pick<Finding, 'name' | 'cpuMs' | 'early' | 'reached'>[];
}

export class Court {
  private cases: Known[] = [];
  private testFiles: Known[] = [];
  /** Places of constants: come by when the program is loaded, and perhaps never again. */
  private readonly loaded = new Set<number>();
  /** Places that do not come again with every case: their faults are made from the start of a process. */
  private readonly early = new Set<number>();
  /** Places of what is worked out once a process: reached by the first case only, as two orders of them tell. */
  private readonly once = new Set<number>();
  /** Test files of which some or all tests fail without a fault, and are not asked: a judge that always says no is no judge. */
  readonly unfit: string[] = [];
  /** How many faults each exhibit noticed: those that notice many are asked first. */
  private readonly noticed = new Map<string, number>();
  /** Processes that run cases with one fault after the other: warm ones are ten times as fast as new ones. */
  private readonly warm: Witness[] = [];

  constructor(
    private readonly faults: readonly Fault[],
    private readonly bundle: Bundle,
    private readonly effort: Effort,
  ) {}

  /** Runs the reference cases without a fault. Throws when one fails. */
  async surveyCases(): Promise<CaseSurvey> {
    const orders = [references(), references().toReversed()];
    const [there, back] = await inLanes(orders, this.effort.lanes, (order) => this.surveyInOrder(order));
    // What is worked out once a process is reached by the first case only: the two orders tell it.
    const once = new Set<number>();
    const cases = references().map(({ name }) => {
      const [a, b] = [there!.findings.get(name)!, back!.findings.get(name)!];
      for (const place of symmetricDifference(a.reached, b.reached)) once.add(place);
      return { ...a, cpuMs: Math.min(a.cpuMs, b.cpuMs), early: [...new Set([...a.early, ...b.early])] };
    });
    return { loaded: there!.loaded, once: [...once], cases };
  }

  /** Takes what is known of the cases, and runs the test files without a fault. */
  async begin({ loaded, once, cases }: CaseSurvey, testFiles: readonly string[]): Promise<void> {
    for (const place of loaded) this.loaded.add(place);
    for (const place of once) this.once.add(place);
    for (const place of [...loaded, ...once, ...cases.flatMap(({ early }) => early)]) this.early.add(place);
    const byName = new Map(references().map((reference) => [reference.name, reference]));
    this.cases = cases.map(({ name, cpuMs, early, reached }) =>
      known(byName.get(name)!, cpuMs, [...early, ...reached, ...once]),
    );

    const bench = testFiles.map((name): Exhibit => {
      return { name, testFile: this.bundle.pathOf(name), limitCpuMs: FIRST_LIMIT_CPU_MS };
    });
    const { lanes } = this.effort;
    const parts = Array.from({ length: lanes }, (_, i) => bench.filter((_one, at) => at % lanes === i));
    await inLanes(parts, lanes, (part) => this.surveyTestFiles(part));
  }

  /** What the survey knows, in a line. */
  get summary(): string {
    const seconds = (all: readonly Known[]): string =>
      (all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000).toFixed(0);
    return (
      `${this.cases.length} reference cases and approved runs (${seconds(this.cases)} s of CPU), ` +
      `${this.testFiles.length} test files (${seconds(this.testFiles)} s), ${this.unfit.length} test files unfit`
    );
  }

  /** Whether a case or a test comes by the fault's place; a constant's place is come by when it is loaded. */
  isReached(fault: number): boolean {
    return (
      this.loaded.has(fault) || [...this.cases, ...this.testFiles].some(({ reached }) => reached.has(fault))
    );
  }

  /** Lets everything that reaches a fault run with it, until something fails. */
  async judge(fault: number): Promise<Judgement> {
    const cases = this.reaching(fault, this.cases);
    const asked = cases.slice(0, this.effort.cases);
    const room = roomOf(this.faults[fault]!);
    const [near, far] = [true, false].map((isNear) =>
      this.testFiles.filter(({ name }) => isNear === isTestOf(room, name)),
    );
    // A test of a room's constants may come by nothing but them.
    const testFiles = this.loaded.has(fault) ? byWorth(near!, this.noticed) : this.reaching(fault, near!);
    if (this.effort.goesFar) testFiles.push(...this.reaching(fault, far!));
    const by = (await this.failingCase(asked, fault)) ?? (await this.failingTestFile(testFiles, fault));
    if (by !== undefined) this.noticed.set(by.name, (this.noticed.get(by.name) ?? 0) + 1);
    return { by: by?.name, reachedBy: cases.length + testFiles.length };
  }

  close(): void {
    for (const witness of this.warm) witness.leave();
  }

  private reaching(fault: number, all: readonly Known[]): Known[] {
    return byWorth(
      all.filter(({ reached }) => this.concerns(fault, reached)),
      this.noticed,
    );
  }

  /** A constant's place is only seen when it is loaded: it concerns whatever does something in its room. */
  private concerns(fault: number, reached: ReadonlySet<number>): boolean {
    if (reached.has(fault) || !this.loaded.has(fault)) return reached.has(fault);
    const room = roomOf(this.faults[fault]!);
    return [...reached].some((other) => roomOf(this.faults[other]!) === room);
  }

  private async failingCase(cases: readonly Known[], fault: number): Promise<Known | undefined> {
    if (cases.length === 0) return undefined;
    if (this.early.has(fault)) return failingOf(cases, await this.inNewProcess(cases, fault));
    const witness = this.warm.pop() ?? new Witness(this.bundle.judge);
    const hearing = await witness.hear(cases, fault);
    const failing = failingOf(cases, hearing);
    if (!hearing.ended) return failing;
    // An earlier fault may have left something behind that fails by itself.
    if (failing !== undefined && (await witness.hear([failing])).findings[0]?.passed !== true) {
      witness.leave();
      return failingOf(cases, await this.inNewProcess(cases, fault));
    }
    this.warm.push(witness);
    return failing;
  }

  /** Test files are run together, and might disturb each other: what fails there has to fail alone, too. */
  private async failingTestFile(testFiles: readonly Known[], fault: number): Promise<Known | undefined> {
    for (let left = testFiles; left.length > 0;) {
      const suspect = failingOf(left, await this.inNewProcess(left, fault));
      if (suspect === undefined || suspect === left[0]) return suspect;
      if (failingOf([suspect], await this.inNewProcess([suspect], fault)) !== undefined) return suspect;
      left = left.slice(left.indexOf(suspect) + 1);
    }
    return undefined;
  }

  private async surveyInOrder(order: readonly Exhibit[]) {
    const witness = new Witness(this.bundle.judge);
    const { findings } = await witness.hear(order);
    this.warm.push(witness);
    const failed = findings.find(({ passed }) => !passed);
    if (failed !== undefined || findings.length < order.length)
      throw new Error(`a reference case fails without any fault: ${failed?.name ?? 'it did not end'}`);
    return { loaded: witness.loaded, findings: new Map(findings.map((one) => [one.name, one])) };
  }

  /** Test files share a process; one that fails there is run alone, and then without the tests that failed. */
  private async surveyTestFiles(part: readonly Exhibit[]): Promise<void> {
    for (let left = part; left.length > 0;) {
      const { findings } = await this.inNewProcess(left);
      for (const [i, { passed, cpuMs, reached }] of findings.entries())
        if (passed) this.testFiles.push(known(left[i]!, cpuMs, [...reached, ...this.once]));
      const at = findings.findIndex(({ passed }) => !passed);
      const failed = at < 0 ? findings.length : at;
      if (failed === left.length) return;
      await this.surveyAlone(left[failed]!);
      left = left.slice(failed + 1);
    }
  }

  private async surveyAlone(exhibit: Exhibit): Promise<void> {
    const [all] = (await this.inNewProcess([{ ...exhibit, surveys: true }])).findings;
    const skips = all?.failing ?? [];
    if (all?.passed !== true)
      this.unfit.push(`${exhibit.name}, ${skips.length} tests: ${all?.why?.split('\n')[0] ?? 'did not end'}`);
    const fit = { ...exhibit, skips };
    const [one] = (await this.inNewProcess([fit])).findings;
    if (one?.passed === true) this.testFiles.push(known(fit, one.cpuMs, [...one.reached, ...this.once]));
  }

  private async inNewProcess(exhibits: readonly Exhibit[], fault?: number): Promise<Hearing> {
    const witness = new Witness(this.bundle.judge, fault);
    const hearing = await witness.hear(exhibits, fault);
    witness.leave();
    return hearing;
  }
}

/** Reference cases and approved runs. */
function references(): Exhibit[] {
  const cases = readdirSync(REFERENCE_CASES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => casesIn(join(REFERENCE_CASES, name)))
    .map((reference): Exhibit => {
      return { name: `${reference.folder}/${reference.name}`, reference, limitCpuMs: FIRST_LIMIT_CPU_MS };
    });
  const approved = approvedRuns().map((run): Exhibit => {
    return { name: `approved/${run.name}`, approved: run, limitCpuMs: FIRST_LIMIT_CPU_MS };
  });
  return [...cases, ...approved];
}

/** Those that notice most for their time stand first. */
function byWorth(all: readonly Known[], noticed: ReadonlyMap<string, number>): Known[] {
  const worth = ({ name, cpuMs }: Known): number => (1 + (noticed.get(name) ?? 0)) / (1 + cpuMs);
  return all.toSorted((a, b) => worth(b) - worth(a));
}

/** The exhibit that failed, or that the process did not survive. */
function failingOf<E extends Exhibit>(exhibits: readonly E[], { findings, ended }: Hearing): E | undefined {
  const at = findings.findIndex(({ passed }) => !passed);
  if (at >= 0) return exhibits[at];
  return ended ? undefined : exhibits[Math.min(findings.length, exhibits.length - 1)];
}

function known(exhibit: Exhibit, cpuMs: number, reached: Iterable<number>): Known {
  return { ...exhibit, cpuMs, reached: new Set(reached), limitCpuMs: LIMIT_CPU_MS + LIMIT_TIMES * cpuMs };
}

function symmetricDifference(a: readonly number[], b: readonly number[]): number[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((one) => !inB.has(one)), ...b.filter((one) => !inA.has(one))];
}

/** Works through a list with so many at once; results in the list's order. */
export async function inLanes<A, B>(
  list: readonly A[],
  lanes: number,
  work: (one: A) => Promise<B>,
): Promise<B[]> {
  const results: B[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < list.length; at = next++) results[at] = await work(list[at]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
