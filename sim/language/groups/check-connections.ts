/** Whether the steps of a group name connections that there are. */

import type { ValuePath } from '../../document/place.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { suggestion } from '../../document/suggest.js';
import type { WrittenGroupStep } from './schema-group-steps.js';

/** Steps that open a connection when there is none. */
const OPENING: ReadonlySet<string> = new Set(['connect', 'http', 'ws_open']);
/** Steps that need none. */
const WITHOUT: ReadonlySet<string> = new Set(['wait', 'vanish', 'repeat']);

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
      if (step.do === 'repeat') look(step.steps, [...here, 'steps']);
      if (step.do === 'connect' && step.as !== undefined) names.add(step.as);
      const on = 'on' in step ? step.on : undefined;
      if (on !== undefined && !names.has(on)) {
        const hint = names.size === 0 ? `name one: { do: connect, as: ${on} }` : suggestion(on, [...names]);
        found.push(
          diagnosticAt(document, [...here, 'on'], 'unknown-value', `on: no connection "${on}"`, hint),
        );
      }
      if (!isOpened && !OPENING.has(step.do) && !WITHOUT.has(step.do)) {
        const message = `${step.do}: there is no connection by then`;
        found.push(diagnosticAt(document, here, 'before-connect', message, 'put { do: connect } before it'));
        isOpened = true;
      }
      if (OPENING.has(step.do)) isOpened = true;
    });
  };
  look(steps, path);
  return found;
}
