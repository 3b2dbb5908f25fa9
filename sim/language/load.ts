/** The way in: a scenario file to a checked scenario, or a `ScenarioError` that says what is wrong and where. */

import { checkDevice } from './device/check-device.js';
import { checkTimeline } from './steps/check-timeline.js';
import { parseAssignment } from './compose/assignment.js';
import type { Assignment, Variation } from './compose/assignment.js';
import { composeCases } from './compose/compose.js';
import type { ComposedCase } from './compose/compose.js';
import { ScenarioDocument } from '../document/document.js';
import { diagnosticAt } from '../document/diagnostic-at.js';
import { HANDLERS_APP } from '../document/handlers.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { ONCE } from '../document/lazy-schema.js';
import { explainIssues } from './explain-issues.js';
import { normalize } from './normalize.js';
import { checkSteps } from './steps/check-steps.js';
import { documentSchema, type WrittenScenario } from './schema.js';
import { theProfile } from './firmware.js';
import { sourceFromText } from '../document/source.js';
import type { SourceText } from '../document/place.js';
import type { Scenario } from './scenario.js';
import { loadUserApps } from './user-app/load.js';

/** What is set from outside. */
export interface LoadOptions {
  /** `NAME=VALUE` for a parameter or a dotted path, as after `--set`. */
  readonly set?: readonly (string | Assignment)[] | undefined;
  /** The same, laid over each case: of a value that the matrix varies, too, whose cases stay as many. */
  readonly over?: readonly (string | Assignment)[] | undefined;
  /** More dimensions for the matrix, or other values for one that it has. */
  readonly vary?: readonly Variation[] | undefined;
  /** Told of a user's module before it is loaded, which runs its code; what this throws ends the loading. */
  readonly beforeModule?: ((file: string) => void) | undefined;
  /** Loads no module of the user's: what comes can be looked at, and not run. */
  readonly skipsModules?: boolean | undefined;
  /** Loads modules for these cases of the matrix alone, from 0: the others can be looked at, and not run. */
  readonly modulesOf?: readonly number[] | undefined;
  /** Clients that are not the scenario's and that its expectations may name: real ones, by the names that they will have. */
  readonly outside?: readonly string[] | undefined;
}

/** Reads, checks and completes a scenario of one case: from a file, or from text. */
export function loadScenario(
  firmware: FirmwareRegistry,
  from: SourceText,
  options: LoadOptions = {},
): Scenario {
  const source = sourceFromText(from.text, from.file, from.files);
  const cases = composed(firmware, source, options);
  const [first, ...others] = cases;
  if (first === undefined || others.length > 0) {
    const hint = 'choose one with --set, or run them all with lwip-twin check';
    const message = `the matrix makes ${String(cases.length)} cases`;
    const document = ScenarioDocument.parse(source);
    throw document.error([diagnosticAt(document, ['matrix'], 'conflict', message, hint, 'key')]);
  }
  return checkCase(firmware, first, options);
}

/** All cases of a scenario's matrix, in its order; one without a matrix. */
export function loadCases(
  firmware: FirmwareRegistry,
  from: SourceText,
  options: LoadOptions = {},
): Scenario[] {
  const { modulesOf, skipsModules } = options;
  return composed(firmware, sourceFromText(from.text, from.file, from.files), options).map((one, index) =>
    checkCase(firmware, one, {
      ...options,
      skipsModules: skipsModules === true || modulesOf?.includes(index) === false,
    }),
  );
}

function composed(
  firmware: FirmwareRegistry,
  source: SourceText,
  { set = [], over = [], vary }: LoadOptions,
): ComposedCase[] {
  return composeCases(firmware, source, { set: set.map(assignmentOf), over: over.map(assignmentOf), vary });
}

function assignmentOf(one: string | Assignment): Assignment {
  return typeof one === 'string' ? parseAssignment(one) : one;
}

function checkCase(
  firmware: FirmwareRegistry,
  { label, settings, document, configs }: ComposedCase,
  { beforeModule, skipsModules = false, outside = [] }: LoadOptions,
): Scenario {
  const written = checkedDocument(firmware, document);
  const { scenario, problems } = normalize(firmware, written, document, outside);
  const found = [
    ...checkDevice(firmware, written.device, document),
    ...checkTimeline(firmware, written, document),
    ...problems,
  ];
  if (found.length > 0) throw document.error(found);
  if (!skipsModules) {
    for (const { program } of scenario.groups ?? [])
      if (program.kind === 'real') beforeModule?.(program.file);
  }
  const userApps: ReturnType<typeof loadUserApps> = skipsModules
    ? new Map<string, never>()
    : loadUserApps(firmware, written.device, document, beforeModule);
  const { name, device } = scenario;
  const { apps, handlers = [], tasks = [] } = device;
  const hasOwn = handlers.length + tasks.length > 0;
  const { family } = theProfile(firmware, device.profile);
  if (hasOwn) userApps.set(HANDLERS_APP, firmware.handlersApp({ handlers, tasks }, family));
  const allApps = hasOwn ? [...apps, HANDLERS_APP] : apps;
  return {
    ...scenario,
    name: label === '' ? name : `${name} [${label}]`,
    ...(userApps.size > 0 ? { device: { ...device, apps: allApps, userApps } } : {}),
    ...(settings.length > 0 ? { settings } : {}),
    ...(configs.length > 0 ? { configs } : {}),
  };
}

/** What the schema makes of a document; throws what it finds wrong. */
function checkedDocument(firmware: FirmwareRegistry, document: ScenarioDocument): WrittenScenario {
  const { value } = document;
  const timeline = checkSteps((value as { readonly timeline?: unknown } | null)?.timeline);
  const rest = timeline === undefined ? value : { ...(value as object), timeline: undefined };
  const checked = documentSchema(firmware, value).safeParse(rest, ONCE);
  if (!checked.success) throw document.error(explainIssues(firmware, document, checked.error.issues));
  return timeline === undefined ? checked.data : { ...checked.data, timeline };
}
