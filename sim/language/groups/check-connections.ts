/** Whether the steps of a group name connections that there are. */

import type { ValuePath } from '../../document/place.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { suggestion } from '../../document/suggest.js';
import { groupSteps } from '../../hosts/steps/registry.js';
import type { WrittenGroupStep } from './schema-group-steps.js';

/** What a client can still do once a segment has made it raw. */
const RAW_STEPS: ReadonlySet<string> = new Set(['segment', 'wait']);

/** Complaints about `on`, about steps before the first connection, and about those that a raw client can't take. */
export function checkConnections(
  steps: readonly WrittenGroupStep[],
  path: ValuePath,
  document: ScenarioDocument,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const names = new Set<string>();
  let isOpened = false;
  let isRaw = false;
  const look = (list: readonly WrittenGroupStep[], at: ValuePath): void => {
    list.forEach((step, index) => {
      const here = [...at, index];
      if (step.do === 'repeat') {
        const wasRaw = isRaw;
        look(step.steps, [...here, 'steps']);
        // From the second round on the client is raw from the first step.
        if (isRaw && !wasRaw && step.times !== 1) look(step.steps, [...here, 'steps']);
        return;
      }
      if (isRaw && !RAW_STEPS.has(step.do)) {
        const message = `${step.do}: the client is raw since its first segment`;
        const hint = 'it only sends segments from then on; give them spoof: true, or use another group';
        found.push(diagnosticAt(document, here, 'conflict', message, hint));
        return;
      }
      if (step.do === 'segment' && step.spoof !== true) isRaw = true;
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
