/** `expect` from the file's form to the runner's: which moments, which conditions, and what can't be right. */

import type { ValuePath } from '../document/place.js';
import type { Diagnostic, ErrorCode } from '../document/diagnostic.js';
import type { ScenarioDocument } from '../document/document.js';
import { diagnosticAt } from '../document/diagnostic-at.js';
import { readStatement, type StatementSurroundings } from './read-statement.js';
import { statementKeys, type WrittenExpectation } from './schema-expect.js';
import { durationText } from './time-words.js';
import type { Expectation } from './expectation.js';
import { kinds, type Condition } from './registry.js';
import type { When } from './types.js';

const MODES = ['always', 'never', 'eventually'] as const;
const TIMES = ['at', 'from', 'to', 'within'] as const;

type Mode = (typeof MODES)[number];

/** What expectations of a scenario are about. */
export interface ExpectSurroundings extends StatementSurroundings {
  readonly untilUs: number;
  readonly document: ScenarioDocument;
}

/** The expectations, and the complaints about them. */
export function normalizeExpectations(
  written: readonly WrittenExpectation[],
  around: ExpectSurroundings,
): { readonly expectations: readonly Expectation[]; readonly problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const expectations = written.map((entry, index) => {
    const one = new EntryNormalizer(entry, ['expect', index], around);
    const expectation = one.expectation();
    problems.push(...one.problems);
    return expectation;
  });
  return { expectations, problems };
}

class EntryNormalizer {
  readonly problems: Diagnostic[] = [];

  constructor(
    private readonly written: WrittenExpectation,
    private readonly path: ValuePath,
    private readonly around: ExpectSurroundings,
  ) {}

  expectation(): Expectation {
    const { document } = this.around;
    const mode = this.mode();
    const conditions = this.conditions(mode);
    const when = this.when(mode, conditions);
    const { position, source } = document.locate(this.path);
    return { place: { file: (source ?? document.source).file, position }, when, conditions };
  }

  private mode(): Mode | undefined {
    const [mode, another] = MODES.filter((one) => this.written[one] !== undefined);
    if (another !== undefined)
      this.add([another], 'conflict', `${another}: beside ${String(mode)}`, 'write two expectations');
    if (mode !== undefined) {
      const beside = Object.keys(this.written).find((key) => statementKeys().has(key));
      if (beside !== undefined)
        this.add([beside], 'conflict', `${beside}: beside ${mode}`, `put it into ${mode}: { … }`);
    }
    return mode;
  }

  private conditions(mode: Mode | undefined): readonly Condition[] {
    const statement = mode === undefined ? this.written : (this.written[mode] ?? {});
    const path = mode === undefined ? [] : [mode];
    const { conditions, problems } = readStatement(statement, this.around);
    for (const { key, code, message, hint } of problems) {
      this.add(key === undefined ? path : [...path, key], code, message, hint, 'value');
    }
    return conditions;
  }

  private when(mode: Mode | undefined, conditions: readonly Condition[]): When {
    const { at, from = 0, within } = this.written;
    let { to: toUs = Infinity } = this.written;
    this.checkTimes();
    if (mode === 'eventually' && within !== undefined) {
      if (this.written.to !== undefined)
        this.add(['within'], 'conflict', 'within: beside to', 'one of them is enough');
      toUs = from + within;
    } else if (within !== undefined) {
      const hint = mode === undefined ? 'put the rest into eventually: { … }' : 'write from and to';
      this.add(['within'], 'conflict', 'within: goes with eventually', hint);
    }
    if (toUs < from) this.add(['to'], 'conflict', 'to: before from', undefined, 'value');
    if (mode === undefined) this.checkStretch(conditions);
    if (at !== undefined && mode !== undefined)
      this.add(['at'], 'conflict', `at: beside ${mode}`, 'one of them is enough');
    return { kind: mode ?? (at === undefined ? 'end' : 'at'), atUs: at ?? 0, fromUs: from, toUs };
  }

  private checkTimes(): void {
    const { untilUs } = this.around;
    for (const key of TIMES) {
      const value = this.written[key];
      if (value === undefined || value <= untilUs) continue;
      const message = `${key}: this time is past the end of the run (until: ${durationText(untilUs)})`;
      this.add([key], 'after-until', message, 'raise until', 'value');
    }
  }

  /** Without always, never and eventually, a stretch only bounds what is counted. */
  private checkStretch(conditions: readonly Condition[]): void {
    const key = this.written.from !== undefined ? 'from' : 'to';
    if (this.written[key] === undefined || conditions.some(({ kind }) => kinds[kind].span === 'stretch'))
      return;
    this.add(
      [key],
      'conflict',
      `${key}: goes with always, never, eventually`,
      'or write at: 5s for one moment',
    );
  }

  private add(
    path: ValuePath,
    code: ErrorCode,
    message: string,
    hint: string | undefined,
    part: 'key' | 'value' = 'key',
  ): void {
    this.problems.push(
      diagnosticAt(this.around.document, [...this.path, ...path], code, message, hint, part),
    );
  }
}
