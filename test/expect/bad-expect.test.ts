import { describe, expect, test } from 'vitest';
import { ScenarioError } from '../../sim/document/diagnostic.js';
import { judged, verdictOf } from './judged.js';

/** Line of the first entry of `expect`, and the column after `  - `. */
const LINE = 13;

/** `column code: message; hint` of the only complaint. */
function complaint(entry: string): string {
  try {
    judged([entry]);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { diagnostics, line, column, code, message } = error;
    expect({ line, count: diagnostics.length }).toEqual({ line: LINE, count: 1 });
    return `${column ?? 0} ${code}: ${message.replace(/^s\.yaml:\d+:\d+: /, '')}`;
  }
  return 'no complaint';
}

describe('found before the run', () => {
  test.each([
    ['{ client: tab9, outcome: served }', '15 unknown-value: client: no client "tab9"; did you mean "tab1"?'],
    [
      '{ client: other*, outcome: served }',
      '15 unknown-value: client: no client "other*"; expected one of tab1, tab2, tab3',
    ],
    [
      '{ client: [tab1, tab2#1], outcome: served }',
      '15 unknown-value: client: different connections in one list; write two expectations',
    ],
    [
      '{ client: tab1, outcome: servd }',
      '30 unknown-value: outcome: unknown value "servd"; did you mean "served"?',
    ],
    [
      '{ client: tab1, outcom: served }',
      '21 unknown-key: unknown key "outcom" in expect.0; did you mean "outcome"?',
    ],
    [
      '{ client: tab1, because: sesions :80 }',
      '30 unknown-value: because: no limit "sesions :80"; did you mean "sessions"?',
    ],
    [
      '{ client: tab1 }',
      '5 missing-key: this expects nothing; as in { client: tab8, outcome: served } or { resource: sockets, peak: at most 9 }',
    ],
    [
      '{ connections: { servd: 1 } }',
      '22 unknown-key: unknown key "servd" in expect.0.connections; did you mean "served"?',
    ],
    [
      '{ connections: { served: many } }',
      '30 wrong-type: served: not an amount; write 7, 3..5, at least 3, at most 7, more than 3 or less than 7',
    ],
    ['{ connections: {} }', '20 missing-key: connections: says nothing; as in { served: 7 }'],
    [
      '{ first_byte: { max: at most 2 } }',
      '26 wrong-type: max: not an amount of time; write at most 2s, at least 500ms, more than 1s, less than 2s or 1s..2s',
    ],
    ['{ resource: sockets }', '17 missing-key: resource: says nothing about it; add used, peak, refused'],
    ['{ peak: 3 }', '13 missing-key: peak: of which resource?; add resource: sockets'],
    ['{ panic: false, count: 3 }', '28 conflict: count: of what?; count goes with one of log, cb, received'],
    ['{ log: /(/ }', '12 wrong-type: log: Invalid regular expression: /(/: Unterminated group'],
    ['{ cb: RECIEVE }', '11 unknown-value: cb: no callback "RECIEVE"; did you mean "LWS_CALLBACK_RECEIVE"?'],
    [
      '{ panic: true, always: { panic: true } }',
      '7 conflict: panic: beside always; put it into always: { … }',
    ],
    [
      '{ always: { panic: false }, never: { panic: true } }',
      '33 conflict: never: beside always; write two expectations',
    ],
    [
      '{ log: x, within: 1s }',
      '15 conflict: within: goes with eventually; put the rest into eventually: { … }',
    ],
    [
      '{ always: { panic: false }, within: 1s }',
      '33 conflict: within: goes with eventually; write from and to',
    ],
    [
      '{ panic: false, from: 1s }',
      '21 conflict: from: goes with always, never, eventually; or write at: 5s for one moment',
    ],
    ['{ always: { panic: false }, from: 2s, to: 1s }', '47 conflict: to: before from'],
    [
      '{ at: 6s, panic: false }',
      '11 after-until: at: this time is past the end of the run (until: 5s); raise until',
    ],
    [
      '{ never: { client: tabb1, outcome: reset } }',
      '24 unknown-value: client: no client "tabb1"; did you mean "tab1"?',
    ],
  ])('%s', (entry, message) => {
    expect(complaint(entry)).toBe(message);
  });
});

test('a resource that the device does not have is bad input, not a pass', () => {
  expect(judged(['{ resource: sokets, peak: at most 9 }'])).toMatchObject({ status: 'bad-input' });
  expect(verdictOf('{ resource: sokets, peak: at most 9 }')).toBe(
    's.yaml:13:5: the device has no resource "sokets"; did you mean "sockets"?',
  );
  expect(verdictOf('{ resource: sessions :8080, used: 0 }')).toContain('did you mean "sessions :80"?');
});
