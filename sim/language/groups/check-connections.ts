/** Whether the steps of a group name connections that there are. */

import type { ValuePath } from '../../document/place.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { suggestion } from '../../document/suggest.js';
import { groupSteps } from '../../hosts/steps/registry.js';
import type { WrittenGroupStep } from './schema-group-steps.js';

/** Complaints about `on` and about steps before the first connection. */
export function checkConnections(
  steps: readonly WrittenGroupStep[],
  path: ValuePath,
  document: ScenarioDocument,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const names = new Set<string>();
  let isOpened = false;
  const look = (list: readonly WrittenGroupStep[], at: ValuePath): void => {
    list.forEach((step, index) => {
      const here = [...at, index];
      if (step.do === 'repeat') {
        look(step.steps, [...here, 'steps']);
        return;
      }
      const { on, as } = step;
      const { connection } = groupSteps[step.do];
      if (as !== undefined) names.add(as);
      if (on !== undefined && !names.has(on)) {
        const hint = names.size === 0 ? `name one: { do: connect, as: ${on} }` : suggestion(on, [...names]);
        found.push(
          diagnosticAt(document, [...here, 'on'], 'unknown-value', `on: no connection "${on}"`, hint),
        );
      }
      if (!isOpened && connection === 'needs') {
        const message = `${step.do}: there is no connection by then`;
        found.push(diagnosticAt(document, here, 'before-connect', message, 'put { do: connect } before it'));
        isOpened = true;
      }
      if (connection === 'opens') isOpened = true;
    });
  };
  look(steps, path);
  return found;
}
