/** Which clients a search shows. */

import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Outcome } from '../../sim/outcomes/outcome-words.js';
import { RunIndex } from '../../sim/report/timeline/run-index.js';
import { LaneFilter } from '../../sim/view/filter.js';
import { recorded } from '../report/timeline/record.js';

const { data } = recorded(join(import.meta.dirname, '../../scenarios/eighth-client-waits.yaml'));
const index = new RunIndex(data);
const filter = new LaneFilter(index);

function found(search: string, ...outcomes: Outcome[]): string[] {
  return filter.lanes(search, new Set(outcomes)).map((at) => index.lanes[at]!.name);
}

it('by name, outcome, cause and path', () => {
  expect(found('')).toHaveLength(14);
  expect(found('TAB8')).toEqual(['tab8']);
  expect(found('backlog')).toEqual(['tab13', 'tab14']);
  expect(found('/ws')).toHaveLength(14);
  expect(found('', 'waiting')).toEqual(['tab8', 'tab9', 'tab10', 'tab11', 'tab12']);
  expect(found('tab1', 'served')).toEqual(['tab1']);
  expect(found('nothing of the kind')).toEqual([]);
});
