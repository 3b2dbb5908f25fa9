/** What a live command is about: a scenario's file, or a profile with applications. */

import { basename, dirname, relative, resolve } from 'node:path';

import { suggestion } from '../../document/suggest.js';
import { profileNamed, profileNames, theProfile } from '../../language/firmware.js';
import { loadScenario } from '../../run/load.js';
import { elsewhere } from '../elsewhere.js';
import type { CliIo } from '../io.js';
import type { Scenario } from '../../language/scenario.js';
import type { RecordingSource } from '../../live/bridge/recording.js';
import { UsageError } from '../usage-error.js';
import { FIRMWARE } from '../../run/firmware.js';

/** What the user gave. */
export interface SubjectOptions {
  readonly profile?: string;
  readonly app: readonly string[];
  readonly set: readonly string[];
}

/** A scenario, and how another file is based on it. */
export interface Subject {
  readonly scenario: Scenario;
  /** The base for a file at a path. */
  baseFor(path: string): RecordingSource['base'];
}

const ESP_APPS = ['ws-echo', 'simple'];
const W800_APPS = ['lws-ws-server'];

/** Reads it; throws `UsageError` and `ScenarioError`, and goes on in a thread where it has modules of the user's. */
export function readSubject(file: string | undefined, options: SubjectOptions, io: CliIo): Subject {
  const { profile, app, set } = options;
  if (file !== undefined) {
    if (profile !== undefined) throw new UsageError('give a scenario file or --profile, not both');
    if (app.length > 0)
      throw new UsageError('--app goes with --profile: a scenario names its own applications');
    const scenario = loadScenario(file, { set, beforeModule: elsewhere(io) });
    return { scenario, baseFor: (path) => ({ imports: fromFile(path, file) }) };
  }
  if (profile === undefined) throw new UsageError('which device? give a scenario file, or --profile NAME');
  const name = profileNamed(FIRMWARE, profile)?.name;
  if (name === undefined)
    throw new UsageError(`unknown profile "${profile}"; ${suggestion(profile, profileNames(FIRMWARE))}`);
  const usual = theProfile(FIRMWARE, name).family === 'libwebsockets' ? W800_APPS : ESP_APPS;
  const apps = app.length > 0 ? app : usual;
  const device = [`device: { profile: ${name}, apps: ${JSON.stringify(apps)} }`];
  const text = [`name: ${name}`, ...device, 'until: 1h', ''].join('\n');
  const scenario = loadScenario({ text, file: `--profile ${name}` }, { set });
  return { scenario, baseFor: () => ({ device }) };
}

/** How a file names another one. */
function fromFile(from: string, to: string): string {
  const path = relative(dirname(resolve(from)), resolve(to));
  return path === basename(path) ? `./${path}` : path;
}
