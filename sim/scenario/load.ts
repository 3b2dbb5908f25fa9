/** The way in: a scenario file to a checked scenario, or a `ScenarioError` that says what is wrong and where. */

import { checkDevice } from './check-device.js';
import { checkTimeline } from './check-timeline.js';
import { ScenarioDocument } from './document.js';
import { explainIssues } from './explain-issues.js';
import { normalize } from './normalize.js';
import { scenarioSchema } from './schema.js';
import { readSource, sourceFromText } from './source.js';
import type { SourceText } from './source.js';
import type { Scenario } from './types.js';

/** Name that messages give to a scenario without a file. */
const INLINE = '<scenario>';

/** A scenario's text with the name that messages give it. */
export interface InlineScenario {
  readonly text: string;
  readonly file?: string;
}

/** Reads, checks and completes a scenario: from a file, or from text. */
export function loadScenario(from: string | InlineScenario): Scenario {
  return checkScenario(
    typeof from === 'string' ? readSource(from) : sourceFromText(from.text, from.file ?? INLINE),
  );
}

function checkScenario(source: SourceText): Scenario {
  const document = ScenarioDocument.parse(source);
  const checked = scenarioSchema.safeParse(document.value);
  if (!checked.success) throw document.error(explainIssues(document, checked.error.issues));
  const { scenario, problems } = normalize(checked.data, document);
  const found = [
    ...checkDevice(checked.data.device, document),
    ...checkTimeline(checked.data, document),
    ...problems,
  ];
  if (found.length > 0) throw document.error(found);
  return scenario;
}
