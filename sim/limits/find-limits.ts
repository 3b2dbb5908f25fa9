/** The search for limits over a matrix of options: for a profile, or for a scenario with a free count. */

import { US_PER_MS } from '../kernel/units.js';
import { parseAssignment } from '../language/compose/assignment.js';
import type { Assignment, Variation } from '../language/compose/assignment.js';
import type { CaseValue } from '../language/compose/compose.js';
import { NO_FILES, type Files } from '../document/files.js';
import type { SourceText } from '../document/place.js';
import { readSource } from '../document/source.js';
import { loadCases, loadScenario, type LoadOptions } from '../language/load.js';
import { theProfile } from '../language/firmware.js';
import type { Scenario } from '../language/scenario.js';
import { clientSteps, deviceFor } from './kinds.js';
import type { ClientKind } from './kinds.js';
import { measure } from './measure.js';
import type { FateReader, ScenarioOf } from './measure.js';
import { SCENARIO_KIND } from './result.js';
import type { LimitCell, LimitResult, LimitSetting, LimitsReport, SettingValue } from './result.js';
import { FIRMWARE } from '../run/firmware.js';

/** Whose limits are looked for. */
export type LimitsSubject =
  | { readonly profile: string; readonly kinds: readonly ClientKind[] }
  /** `count` is the parameter or path that holds the number of clients. */
  | { readonly file: string; readonly count: string };

/** What is asked for. */
export interface LimitsRequest {
  readonly subject: LimitsSubject;
  readonly set: readonly Assignment[];
  readonly vary: readonly Variation[];
  readonly max: number;
  readonly intervalMs: number;
  readonly seed?: number | undefined;
  /** What a scenario is read with; absent: there are no files. */
  readonly files?: Files | undefined;
  /** As for loading a scenario. */
  readonly beforeModule?: LoadOptions['beforeModule'];
}

/** A cell that is still to be measured. */
interface OpenCell {
  readonly settings: readonly LimitSetting[];
  readonly kind: LimitCell['kind'];
  readonly scenarioOf: ScenarioOf;
}

/** The cells of a request, measured one by one, in any order. Throws `ScenarioError` for options that can't be. */
export class CellMeasurer {
  private readonly open: readonly OpenCell[];

  constructor(
    private readonly request: LimitsRequest,
    private readonly read: FateReader,
  ) {
    const { subject } = request;
    this.open = 'profile' in subject ? profileCells(subject, request) : scenarioCells(subject, request);
  }

  /** Number of cells. */
  get count(): number {
    return this.open.length;
  }

  /** Measures the cell with this index. */
  measure(index: number): LimitResult {
    return measure(this.open[index]!.scenarioOf, this.request.max, this.read);
  }

  /** What a cell is about. */
  cell(index: number): Pick<LimitCell, 'settings' | 'kind'> {
    const { settings, kind } = this.open[index]!;
    return { settings: [...settings], kind };
  }

  /** The scenario of a cell with a number of clients. */
  scenario(index: number, clients: number): Scenario {
    return this.open[index]!.scenarioOf(clients);
  }

  /** Whose cell it is, in words: `websocket clients of esp32-idf-v5.3`, `tab of dashboards.yaml`. */
  nameOf(index: number): string {
    const { kind, settings } = this.open[index]!;
    const { subject } = this.request;
    const where = settings.map(({ name, value }) => ` ${name}=${String(value)}`).join(',');
    if ('profile' in subject) return `${kind} clients of ${subject.profile}${where}`;
    return `${subject.count} of ${subject.file}${where}`;
  }

  /** The whole report, of the results of all cells. */
  report(results: readonly LimitResult[]): LimitsReport {
    const cells = this.open.map(({ settings, kind }, i): LimitCell => ({
      settings: [...settings],
      kind,
      result: results[i]!,
    }));
    return { ...asked(this.request), cells };
  }
}

/** Finds all limits, one after the other; throws `ScenarioError` for options that can't be. */
export function findLimits(request: LimitsRequest, read: FateReader): LimitsReport {
  const cells = new CellMeasurer(request, read);
  return cells.report(Array.from({ length: cells.count }, (_, i) => cells.measure(i)));
}

function asked({ subject, set, vary, max, intervalMs, seed }: LimitsRequest): Omit<LimitsReport, 'cells'> {
  const isProfile = 'profile' in subject;
  return {
    subject: isProfile ? { profile: subject.profile } : { file: subject.file, count: subject.count },
    kinds: isProfile ? [...subject.kinds] : [SCENARIO_KIND],
    set: set.map(({ name, value }) => ({ name, value: settingValue(value.value) })),
    vary: vary.map(({ name, values }) => ({ name, values: values.map(({ value }) => settingValue(value)) })),
    max,
    intervalMs,
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Kinds stand together for each combination of options. */
function profileCells(
  { profile, kinds }: Extract<LimitsSubject, { profile: string }>,
  { set, vary, intervalMs, seed }: LimitsRequest,
): OpenCell[] {
  const { family } = theProfile(FIRMWARE, profile);
  const intervalUs = intervalMs * US_PER_MS;
  const byKind = kinds.map((kind) => {
    const cases = loadCases(FIRMWARE, profileScenario(profile, kind), { set, vary });
    return cases.map((scenario): OpenCell => {
      const scenarioOf = (count: number): Scenario => {
        return seeded({ ...scenario, ...clientSteps(kind, count, intervalUs, family) }, seed);
      };
      return { settings: varied(scenario.settings, vary, set), kind, scenarioOf };
    });
  });
  return (byKind[0] ?? []).flatMap((_, i) => byKind.map((cells) => cells[i]!));
}

function profileScenario(profile: string, kind: ClientKind): SourceText {
  // JSON is YAML.
  const scenario = { name: 'limits', device: deviceFor(FIRMWARE, profile, kind) };
  return { file: `<${profile}>`, text: JSON.stringify(scenario, undefined, 2) };
}

function scenarioCells(
  { file, count }: Extract<LimitsSubject, { file: string }>,
  { set, vary, seed, files = NO_FILES, beforeModule }: LimitsRequest,
): OpenCell[] {
  const countOf = (clients: number): Assignment => parseAssignment(`${count}=${String(clients)}`, '--count');
  const cases = loadCases(FIRMWARE, readSource(files, file), {
    set: [...set, countOf(1)],
    vary,
    beforeModule,
  });
  return cases.map((scenario): OpenCell => {
    const own = (scenario.settings ?? []).filter(({ name }) => name !== count);
    const chosen = own.map(({ name, value }) => parseAssignment(`${name}=${JSON.stringify(value)}`));
    return {
      settings: varied(own, vary, set),
      kind: SCENARIO_KIND,
      scenarioOf: (clients) =>
        seeded(loadScenario(FIRMWARE, readSource(files, file), { set: [...chosen, countOf(clients)] }), seed),
    };
  });
}

function seeded(scenario: Scenario, seed: number | undefined): Scenario {
  return seed === undefined ? scenario : { ...scenario, seed };
}

/** Settings that tell the cells apart: not those that all have. */
function varied(
  settings: readonly CaseValue[] = [],
  vary: readonly Variation[],
  set: readonly Assignment[],
): LimitSetting[] {
  const names = new Set(vary.map(({ name }) => name));
  const fixed = new Set(set.map(({ name }) => name));
  return settings
    .filter(({ name }) => names.has(name) || !fixed.has(name))
    .map(({ name, value }) => ({ name, value: settingValue(value) }));
}

function settingValue(value: unknown): SettingValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}
