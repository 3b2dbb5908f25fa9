/** The schema's complaints, in the words of the scenario language, with places and the nearest right name. */

import type { ValuePath } from '../document/place.js';
import type * as z from 'zod';

import type { FirmwareRegistry } from '../document/firmware.js';
import { ERROR_CODES } from '../document/diagnostic.js';
import { diagnosticAt } from '../document/diagnostic-at.js';
import { quoted, scalarText, shortened } from '../document/value-text.js';
import type { Diagnostic, ErrorCode } from '../document/diagnostic.js';
import type { ScenarioDocument } from '../document/document.js';
import { explainStepShape } from './steps/explain-step.js';
import { chosenIssues, issuePath } from './groups/choose-option.js';
import { groupPlace } from './groups/group-places.js';
import { GROUP_STEP_WORDS } from './groups/schema-group-steps.js';
import { CLIENT_STEP_KINDS } from './steps/schema-client-steps.js';
import { allKeys } from './schema-keys.js';
import { keysAt, stepSchemaOf, valueAt } from './schema-walk.js';
import { listed, nearest, suggestion } from '../document/suggest.js';

type Issue = z.core.$ZodIssue;

/** More complaints than anyone reads. */
const MAX_EXPLAINED = 200;
const OPTION_MAPS: ReadonlySet<PropertyKey | undefined> = new Set(['sdkconfig', 'lwipopts', 'app_settings']);
const UNKNOWN_VALUE_CODES: ReadonlyMap<PropertyKey | undefined, ErrorCode> = new Map<PropertyKey, ErrorCode>([
  ['profile', 'unknown-profile'],
  ['apps', 'unknown-app'],
]);

/** Diagnostics for the issues of a failed check of `document.value`. */
export function explainIssues(
  firmware: FirmwareRegistry,
  document: ScenarioDocument,
  issues: readonly Issue[],
): Diagnostic[] {
  const explainer = new Explainer(firmware, document);
  const steps = new Set<PropertyKey>();
  for (const issue of issues.slice(0, MAX_EXPLAINED)) {
    const [section, index] = issue.path;
    if (section !== 'timeline' || index === undefined) explainer.explain(issue, issue.path);
    else if (!steps.has(index)) explainer.step([section, index]);
    if (index !== undefined && section === 'timeline') steps.add(index);
  }
  return explainer.result();
}

class Explainer {
  private readonly found: Diagnostic[] = [];
  private readonly missing: { path: ValuePath; diagnostic: Diagnostic }[] = [];
  /** Keys, as `path of the map/key`, that a misspelt key was meant to be. */
  private readonly meant = new Set<string>();

  constructor(
    private readonly firmware: FirmwareRegistry,
    private readonly document: ScenarioDocument,
  ) {}

  /** A missing key is no news where it stands misspelt. */
  result(): Diagnostic[] {
    const missing = this.missing.filter(({ path }) => !this.meant.has(path.join('/')));
    return [...this.found, ...missing.map(({ diagnostic }) => diagnostic)];
  }

  /** A complaint about anything but a step as a whole. */
  explain(issue: Issue, path: ValuePath): void {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, MAX_EXPLAINED)) this.unknownKey(path, key);
    } else if (valueAt(path, this.document.value) === undefined) {
      this.missingKey(path);
    } else if (issue.code === 'invalid_union') {
      this.union(issue, path);
    } else if (issue.code === 'invalid_value') {
      this.unknownValue(path, issue.values.map(String));
    } else if (issue.code === 'invalid_key') {
      const name = `"${shortened(String(path.at(-1)))}"`;
      const message = `${name}: ${issue.issues[0]?.message ?? 'no name'}`;
      this.found.push(diagnosticAt(this.document, path, 'wrong-type', message, undefined, 'key'));
    } else if (issue.code === 'custom') {
      const { code, hint } = issue.params ?? {};
      this.add(
        path,
        isErrorCode(code) ? code : 'wrong-type',
        issue.message,
        typeof hint === 'string' ? hint : undefined,
      );
    } else {
      const value = valueAt(path, this.document.value);
      const isSize = issue.code === 'too_small' || issue.code === 'too_big';
      const got = isSize && Array.isArray(value) ? String(value.length) : quoted(value);
      this.add(path, isSize ? 'out-of-range' : 'wrong-type', `${issue.message}, got ${got}`);
    }
  }

  /** The complaints about the form that the value was meant to be, or about its word. */
  private union(issue: Extract<Issue, { code: 'invalid_union' }>, path: ValuePath): void {
    const value = valueAt(path, this.document.value);
    const chosen = chosenIssues(issue.errors, value);
    if (issue.discriminator === 'do') {
      const hint = suggestion(typeof value === 'string' ? value : '', GROUP_STEP_WORDS);
      this.found.push(
        diagnosticAt(this.document, path, 'unknown-step', `unknown step ${quoted(value)}`, hint),
      );
    } else if (chosen.length === 0) {
      this.add(path, 'wrong-type', `${issue.message}, got ${quoted(value)}`);
    }
    for (const inner of chosen) this.explain(inner, issuePath(path, inner));
  }

  private add(path: ValuePath, code: ErrorCode, message: string, hint?: string): void {
    this.found.push(diagnosticAt(this.document, path, code, `${labelOf(path)}${message}`, hint));
  }

  /** A step's complaints: about its kind, or else from the check of that kind alone. */
  step(path: ValuePath): void {
    const value = valueAt(path, this.document.value);
    const shape = explainStepShape(value);
    if (shape) {
      const { key, part, code, message, hint } = shape;
      const at = key === undefined ? path : [...path, key];
      this.found.push(diagnosticAt(this.document, at, code, message, hint, part));
      return;
    }
    const checked = stepSchemaOf(value)?.safeParse(value);
    for (const issue of checked?.error?.issues ?? []) this.explain(issue, [...path, ...issue.path]);
  }

  private unknownKey(path: ValuePath, key: string): void {
    const known = keysAt(this.firmware, path, this.document.value);
    const step = isStepPath(path) ? stepWord(valueAt(path, this.document.value)) : undefined;
    const elsewhere = placesOf(this.firmware, key, step !== undefined);
    const near = nearest(key, known);
    let hint = `expected one of ${listed(known)}`;
    if (elsewhere !== undefined) hint = elsewhere;
    else if (near !== undefined) {
      hint = `did you mean "${near}"?`;
      this.meant.add([...path, near].join('/'));
    }
    const isOption = OPTION_MAPS.has(path.at(-1));
    const what = isOption ? 'unknown option' : 'unknown key';
    const code = isOption ? 'unknown-option' : 'unknown-key';
    const message = `${what} "${shortened(key)}"${step === undefined ? ` in ${this.place(path)}` : ` in the step ${step}`}`;
    this.found.push(diagnosticAt(this.document, [...path, key], code, message, hint, 'key'));
  }

  private place(path: ValuePath): string {
    return groupPlace(path, this.document.value) ?? mapName(path);
  }

  private missingKey(path: ValuePath): void {
    const map = path.slice(0, -1);
    const step = isStepPath(map) ? stepWord(valueAt(map, this.document.value)) : undefined;
    const place = step === undefined ? this.place(map) : `the step ${step}`;
    const message = `missing key "${String(path.at(-1))}" in ${place}`;
    this.missing.push({ path, diagnostic: diagnosticAt(this.document, map, 'missing-key', message) });
  }

  private unknownValue(path: ValuePath, values: readonly string[]): void {
    const value = valueAt(path, this.document.value);
    const name = path.findLast((key) => typeof key === 'string');
    const code = UNKNOWN_VALUE_CODES.get(name) ?? 'unknown-value';
    const what = code === 'unknown-value' ? 'unknown value' : code.replace('-', ' ');
    const hint = suggestion(typeof value === 'string' ? value : '', values);
    this.add(path, code, `${what} ${quoted(value)}`, hint);
  }
}

function isStepPath(path: ValuePath): boolean {
  return path.length === 2 && path[0] === 'timeline';
}

function stepWord(step: unknown): string {
  return scalarText(valueAt(['do'], step) ?? valueAt(['device'], step));
}

/** `port: `, `apps[1]: `; nothing at the top. */
function labelOf(path: ValuePath): string {
  const name = path.findLastIndex((key) => typeof key === 'string');
  if (name < 0 || isStepPath(path)) return '';
  return `${path
    .slice(name)
    .map((key) => (typeof key === 'number' ? `[${String(key)}]` : String(key)))
    .join('')}: `;
}

function mapName(path: ValuePath): string {
  if (path[0] === 'timeline') return String(path.at(-1));
  return path.length === 0 ? 'the scenario' : path.map(String).join('.');
}

/** Of a key that stands in more maps than this, the places say less than what may stand here. */
const MOST_PLACES = 3;

/** Where else a key belongs, if that is to the point. */
function placesOf(firmware: FirmwareRegistry, key: string, fromStep: boolean): string | undefined {
  const places = allKeys(firmware).filter(
    (known) => known.key === key && known.ofStep === fromStep && known.section === known.firstSection,
  );
  if (places.length === 0) return undefined;
  const sections = [...new Set(places.map(({ section }) => section))];
  if (fromStep) {
    const everywhere = sections.length === CLIENT_STEP_KINDS.length;
    return `"${key}" goes with ${everywhere ? "a client's steps" : listed(sections)}`;
  }
  if (sections.length > MOST_PLACES) return undefined;
  return `"${key}" belongs ${sections.map((s) => (s === '' ? 'at the top' : `in ${s}`)).join(' or ')}`;
}

function isErrorCode(value: unknown): value is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(value);
}
