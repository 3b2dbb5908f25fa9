/** What a client and the device send one another, as a sequence diagram in Mermaid: for issues and documents. */

import { secondsText } from '../../outcomes/time-text.js';
import { STATE_WORDS } from '../timeline/client-states.js';
import { RunIndex } from '../timeline/run-index.js';
import type { ViewData } from '../timeline/view-data.js';

/** More arrows nobody can read. */
const MOST_ARROWS = 150;

/** One line of the diagram with its time. */
interface Step {
  readonly us: number;
  readonly line: string;
}

/** The names that can be asked for: clients, and connections where a client has several. */
export function sequenceNames({ clients, connections }: ViewData): string[] {
  return [
    ...new Set([
      ...connections.map(({ client }) => clients[client]!),
      ...connections.map(({ label }) => label),
    ]),
  ];
}

/** The diagram of a client (`tab8`) or of one of its connections (`tab8#2`); undefined where nobody is called so. */
export function sequenceDiagram(data: ViewData, name: string): string | undefined {
  const index = new RunIndex(data);
  const chosen = data.connections.flatMap(({ label, client }, at) =>
    label === name || data.clients[client] === name ? [at] : [],
  );
  if (chosen.length === 0) return undefined;
  const steps = [...chosen.flatMap((at) => stateSteps(index, at)), ...arrowSteps(index, chosen)];
  steps.sort((a, b) => a.us - b.us);
  const told = steps.slice(0, MOST_ARROWS);
  const left = steps.length - told.length;
  return [
    'sequenceDiagram',
    `    participant c as ${safe(name)}`,
    `    participant d as device, ${safe(data.head.profile)}`,
    ...told.map(({ line }) => `    ${line}`),
    ...(left === 0 ? [] : [`    Note over c,d: and ${left} more`]),
    ...chosen.slice(-1).map((at) => `    Note over c,d: ${safe(data.connections[at]!.outcome)}`),
    '',
  ].join('\n');
}

function stateSteps(index: RunIndex, at: number): Step[] {
  return index
    .statesOf(at)
    .filter(({ state }) => state === 'backlog' || state === 'session' || state === 'held')
    .map(({ state, fromUs }) => ({
      us: fromUs,
      line: `Note over d: ${secondsText(fromUs)} ${STATE_WORDS[state]}`,
    }));
}

function arrowSteps(index: RunIndex, chosen: readonly number[]): Step[] {
  const { data, segmentTimes } = index;
  const { segments, ends, words } = data;
  const ports = new Set(chosen.map((at) => data.connections[at]!.port));
  const { numbers } = index.segmentsOf(data.connections[chosen[0]!]!.client);
  return [...numbers]
    .filter((i) => {
      const port = ends[2 * segments.of[i]! + 1]!;
      return port === 0 || ports.has(port);
    })
    .map((i) => {
      const what = words[segments.what[i]!]!;
      const isLost = what.startsWith('!');
      const [from, to] = what.includes('>') ? ['c', 'd'] : ['d', 'c'];
      const len = segments.len[i]!;
      const flags = what.replace(/^!?[<>]/, '');
      const us = segmentTimes[i]!;
      const text = `${secondsText(us)} ${FLAGS.get(flags) ?? flags}${len === 0 ? '' : ` ${len} bytes`}${isLost ? ' (lost)' : ''}`;
      return { us, line: `${from}${isLost ? '-x' : '->>'}${to}: ${text}` };
    });
}

const FLAGS: ReadonlyMap<string, string> = new Map([
  ['S', 'SYN'],
  ['SA', 'SYN ACK'],
  ['A', 'ACK'],
  ['PA', 'data'],
  ['FA', 'FIN ACK'],
  ['FPA', 'data, FIN'],
  ['R', 'RST'],
  ['RA', 'RST ACK'],
]);

/** Mermaid takes `;` and `#` for its own, and a line for a statement. */
function safe(text: string): string {
  return text.replace(/[^\w .,:@/+-]/g, (char) => `#${char.codePointAt(0)!};`);
}
