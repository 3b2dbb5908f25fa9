/**
 * Loading a user's firmware module. It is code of the user's and trusted like a test: it runs with all rights.
 *
 * JavaScript is loaded by Node itself. TypeScript too where Node strips types (22.18 and later); older ones need the
 * package `tsx` beside lwip-twin.
 */

import type { ValuePath } from '../../document/place.js';
import type {
  FirmwareRegistry,
  ServerFamily,
  UserAppEntry,
  UserAppFactory,
} from '../../document/firmware.js';
import { extensionOf, type ScenarioModules } from '../../document/files.js';
import { filesOf } from '../../document/place.js';
import { ScenarioError } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { thrownText } from '../../document/value-text.js';
import { isUserApp, theProfile } from '../firmware.js';

const TYPESCRIPT: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts']);
const JAVASCRIPT: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs']);

/** Places an error in the module that a factory comes from, if it comes from there. */
const PLACED = new WeakMap<UserAppFactory, (error: unknown) => Error | undefined>();

type Load = (file: string) => unknown;

/** What a module exports at least. */
const EXAMPLE: Readonly<Record<ServerFamily, string>> = {
  'esp-http-server': 'export const app = (context, esp) => ({ register(server) {…} })',
  libwebsockets: 'export const app = (context, lws) => ({ protocols: [{ name, callback }] })',
};

/** Factories of the user's own applications, by their entries in `apps`; throws `ScenarioError`. */
export function loadUserApps(
  firmware: FirmwareRegistry,
  { apps, profile }: { readonly apps: readonly string[]; readonly profile: string },
  document: ScenarioDocument,
  beforeLoad: (file: string) => void = () => undefined,
): Map<string, UserAppFactory> {
  const { family } = theProfile(firmware, profile);
  const factories = new Map<string, UserAppFactory>();
  apps.forEach((app, index) => {
    if (isUserApp(app))
      factories.set(
        app,
        loadUserApp(firmware, { app, family }, document, ['device', 'apps', index], beforeLoad),
      );
  });
  return factories;
}

function loadUserApp(
  firmware: FirmwareRegistry,
  { app, family }: { readonly app: string; readonly family: ServerFamily },
  document: ScenarioDocument,
  path: ValuePath,
  beforeLoad: (file: string) => void,
): UserAppFactory {
  const fail = (message: string, hint?: string): never => {
    throw document.error([diagnosticAt(document, path, 'bad-module', message, hint)]);
  };
  const files = filesOf(document.source);
  const { modules } = files;
  const file = files.beside(document.locate(path).source?.file ?? document.source.file, app);
  if (modules === undefined) return fail(`${app}: modules are switched off`, 'run it without --no-modules');
  const why = files.whyNotRead(file);
  if (why !== undefined) return fail(`${app}: can't load the module: ${why}`);
  const load =
    loaderFor(extensionOf(app), modules) ??
    fail(`${app}: not a module`, 'expected .ts, .mts, .js, .mjs or .cjs');
  if (load === 'no-typescript')
    return fail(`${app}: this Node can't load TypeScript`, 'npm install tsx, or Node 22.18');
  beforeLoad(file);
  let exported: unknown;
  try {
    exported = load(file);
  } catch (error) {
    throw modules.placed(error, file) ?? fail(`${app}: ${thrownText(error)}`);
  }
  const userApp = entryOf(exported);
  if (userApp === undefined) return fail(`${app}: exports no function app`, EXAMPLE[family]);
  const factory = firmware.userApp(app, userApp, family);
  PLACED.set(factory, (error) => modules.placed(error, file));
  return factory;
}

/** How a module of a kind is loaded; undefined if it is no module. */
function loaderFor(extension: string, modules: ScenarioModules): Load | 'no-typescript' | undefined {
  if (JAVASCRIPT.has(extension)) return (file) => modules.load(file);
  if (!TYPESCRIPT.has(extension)) return undefined;
  return modules.loadTypeScript ?? 'no-typescript';
}

/** `app`, or the default export. */
function entryOf(exported: unknown): UserAppEntry | undefined {
  if (typeof exported !== 'object' || exported === null) return undefined;
  const { app, default: initial } = exported as { app?: unknown; default?: unknown };
  const entry = app ?? initial;
  return typeof entry === 'function' ? (entry as UserAppEntry) : undefined;
}

/** What a run throws because of a user's module, as an error with its file and line; anything else as it is. */
export function explainRunError(
  error: unknown,
  apps: ReadonlyMap<string, UserAppFactory> | undefined,
): unknown {
  if (apps === undefined || error instanceof ScenarioError) return error;
  for (const factory of apps.values()) {
    const found = PLACED.get(factory)?.(error);
    if (found !== undefined) return found;
  }
  return error;
}
