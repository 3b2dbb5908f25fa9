/**
 * The scenario of a session as text: where it came from, what was typed, and how it is saved.
 *
 * What is typed becomes steps of the same language and goes through the same checks as a file.
 */

import type { SourceText } from '../../document/place.js';
import { parseDocument, type Document } from 'yaml';
import { ScenarioError } from '../../document/diagnostic.js';
import { MAX_DURATION_US } from '../../document/duration.js';
import { readTree } from '../../language/compose/read-tree.js';
import { loadScenario } from '../../run/load.js';
import { appNamed, theProfile } from '../../language/firmware.js';
import { readFile } from '../../node/node-files.js';
import type { Scenario, Step } from '../../language/scenario.js';
import { withRealClients } from '../../live/real-clients.js';
import { UserError } from '../user-error.js';
import { appendSteps } from './append-steps.js';
import { pathOf, put, settledText } from './settled-text.js';
import { LINE_WIDTH, YAML } from './yaml-text.js';
import { exactDuration } from '../format/time.js';
import { FIRMWARE } from '../../run/firmware.js';

/** A step as people write it. */
export type WrittenStep = Readonly<Record<string, unknown>>;

/** Name that messages give to what was typed. */
const TYPED = '<typed>';

export class EditedScenario {
  /** What the file says, without typed steps; with what its real clients do, once {@link recordRealClients} has been called. */
  base: Scenario;
  readonly typed: WrittenStep[] = [];

  private constructor(readonly source: SourceText) {
    this.base = loadScenario(source);
  }

  /** A scenario file; `set` as after `--set`: what it chooses is written into the session's own text. */
  static read(file: string, set: readonly string[] = []): EditedScenario {
    const source = readFile(file);
    const { settings = [] } = loadScenario(source, { set });
    if (settings.length === 0) return new EditedScenario(source);
    return new EditedScenario({ ...source, text: settledText(source, settings) });
  }

  /** A scenario in memory. */
  static of(text: string, file: string): EditedScenario {
    return new EditedScenario({ text, file });
  }

  /** A device of a profile that nobody visits. */
  static idle(profile: string, app: string, until: string): EditedScenario {
    const scenario = { name: `${profile} by hand`, device: { profile, apps: [app] }, until, timeline: [] };
    return new EditedScenario({ text: JSON.stringify(scenario), file: `${profile}.yaml` });
  }

  /** Runs its real clients, if it has any. Throws `ScenarioError`. */
  async recordRealClients(): Promise<void> {
    this.base = await withRealClients(this.base);
  }

  /**
   * Real clients have been run with the scenario as it was: what they would do in another one is not known. Throws
   * {@link UserError} where there are some.
   */
  refuseWithRealClients(): void {
    if (this.base.tape === undefined) return;
    throw new UserError(
      'real clients have been run with the scenario as it is, and would react to a change',
      'change the file (or give --set) and start again',
    );
  }

  /** Checks a step. `hasConnected`: its client has connected before. Throws {@link UserError}. */
  check(written: WrittenStep, hasConnected: boolean): Step {
    this.refuseWithRealClients();
    const { profile, workerPriority } = this.base.device;
    const builtIn = this.base.device.apps.filter((app) => appNamed(FIRMWARE, app) !== undefined);
    const { family } = theProfile(FIRMWARE, profile);
    const apps = builtIn.length > 0 ? builtIn : [FIRMWARE.apps.find((app) => app.family === family)?.name];
    const before =
      hasConnected && written['client'] !== undefined
        ? [{ at: '0us', client: written['client'], do: 'connect' }]
        : [];
    const scenario = {
      device: { profile, apps, ...(workerPriority === undefined ? {} : { worker_priority: workerPriority }) },
      until: exactDuration(MAX_DURATION_US),
      timeline: [...before, written],
    };
    try {
      return loadScenario({ text: JSON.stringify(scenario), file: TYPED }).steps.at(-1)!;
    } catch (error) {
      throw asUserError(error);
    }
  }

  /** Another one that differs in one setting (`link.latency`, a parameter, a group's count), with the same typed steps. */
  withSetting(name: string, value: unknown): EditedScenario {
    this.refuseWithRealClients();
    const document = this.document();
    const written: unknown = readTree(FIRMWARE, this.source).tree.value;
    put(document, pathOf(name, written), value, written);
    try {
      const changed = new EditedScenario({
        ...this.source,
        text: document.toString({ lineWidth: LINE_WIDTH }),
      });
      changed.typed.push(...this.typed);
      return changed;
    } catch (error) {
      throw asUserError(error);
    }
  }

  /** The value of a setting as written; undefined when the file leaves it out. */
  setting(path: readonly string[]): unknown {
    const value: unknown = this.document().getIn(path);
    return typeof value === 'object' && value !== null && 'toJSON' in value
      ? (value as { toJSON(): unknown }).toJSON()
      : value;
  }

  /** Paths of all values in the scenario as written, those in lists with their numbers. */
  paths(): string[] {
    const of = (value: unknown, path: string): string[] =>
      typeof value !== 'object' || value === null
        ? [path]
        : Object.entries(value).flatMap(([key, inner]) => of(inner, path === '' ? key : `${path}.${key}`));
    return of(this.document().toJS(), '');
  }

  /** The whole as a scenario file: the original with the typed steps at the end of its timeline. */
  text(): string {
    const text = appendSteps(this.source.text, this.typed);
    const again = loadScenario({ ...this.source, text });
    if (again.steps.length === this.base.steps.length + this.typed.length) return text;
    throw new UserError(
      'this scenario gets its timeline from another file',
      'copy that timeline into it first',
    );
  }

  private document(): Document.Parsed {
    return parseDocument(this.source.text, YAML);
  }
}

/** A scenario's complaint in one line, without the place in a text that nobody has seen. */
function asUserError(error: unknown): unknown {
  if (!(error instanceof ScenarioError)) return error;
  const { message, hint } = error.diagnostics[0];
  return new UserError(message, hint);
}
