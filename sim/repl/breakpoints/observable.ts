/**
 * Names of things that can be watched: `sockets`, `heap`, `sessions :80`, `httpd`, `tab9`,
 * `netstat tab9:49152 sendQueue`, `machines "socket fd 54" state`.
 */

import { inspect, SECTION_NAMES, type SectionName } from '../../inspect/inspect.js';
import type { Cell, Row } from '../../inspect/table.js';
import type { Simulation } from '../../run/simulation.js';
import { figuresOf } from '../../resources/resource.js';
import { nearest } from '../../document/suggest.js';
import type { Reading } from '../engine/probe.js';
import { UserError } from '../user-error.js';

/** A watched thing: its full name, how it is read, how large it may get. */
export interface Observable {
  readonly name: string;
  readonly read: Reading;
  /** Size of a limited resource. */
  readonly size?: number;
}

/** Columns that stand for a row when none is named. */
const MAIN_COLUMNS = ['state', 'value', 'used', 'messages'];

/** Rows that come later may have columns that no row has yet. */
const COLUMN_NAME = /^[a-z][A-Za-z]+$/;

/** Finds what a name means on a device; throws {@link UserError} when nothing has it. */
export function observable(simulation: Simulation, words: readonly string[]): Observable {
  const name = words.join(' ');
  const found =
    limited(simulation, (resource) => resource === name) ??
    count(simulation, name) ??
    plainRow(simulation, name) ??
    limited(simulation, (resource) => resource.toLowerCase().startsWith(name.toLowerCase())) ??
    cell(simulation, words);
  if (found !== undefined) return found;
  const near = nearest(name, observableNames(simulation));
  throw new UserError(
    `nothing here is called "${name}"`,
    near === undefined ? 'see `help watch`' : `did you mean "${near}"?`,
  );
}

/** Every name that stands for itself. */
export function observableNames(simulation: Simulation): string[] {
  return [
    ...simulation.device.countNames,
    ...inspect(simulation, 'pools').map((row) => row.key),
    ...inspect(simulation, 'tasks').map((row) => row.key),
    ...inspect(simulation, 'clients').map((row) => row.key),
  ];
}

/** A limited resource: how much of it is in use. It must be the only one that is meant. */
function limited(simulation: Simulation, isMeant: (name: string) => boolean): Observable | undefined {
  const meant = [...simulation.resources.all()].map((same) => same[0]!).filter((one) => isMeant(one.text));
  const [resource, another] = meant;
  if (resource === undefined || another !== undefined) return undefined;
  const { name, text, size } = resource;
  return { name: text, read: ({ resources }) => figuresOf(resources.called(name)).used, size };
}

/** A count of the `res` records. */
function count(simulation: Simulation, name: string): Observable | undefined {
  const index = simulation.device.countNames.indexOf(name);
  if (index < 0) return undefined;
  const values: number[] = [];
  const read = ({ device }: Simulation): Cell => {
    device.readCounts(values);
    return values[index];
  };
  return { name, read };
}

/** A task or a client by its name. */
function plainRow(simulation: Simulation, name: string): Observable | undefined {
  for (const section of ['tasks', 'clients'] as const) {
    if (!inspect(simulation, section).some((row) => row.key === name)) continue;
    const read = (now: Simulation): Cell => {
      const row = inspect(now, section).find((one) => one.key === name);
      const waits = row?.['waitsFor'];
      return row && (waits === undefined ? row['state'] : `${String(row['state'])} (${String(waits)})`);
    };
    return { name, read };
  }
  return undefined;
}

/** `SECTION KEY [COLUMN]`, or a section alone for the number of its rows. */
function cell(simulation: Simulation, words: readonly string[]): Observable | undefined {
  const [first = '', ...rest] = words;
  const section = SECTION_NAMES.find((name) => name === first);
  if (section === undefined) return undefined;
  if (rest.length === 0) return { name: section, read: (now) => inspect(now, section).length };
  const rows = inspect(simulation, section);
  const last = rest.at(-1)!;
  const whole = rest.join(' ');
  const isKey = rows.some((row) => row.key.startsWith(whole));
  const namesColumn =
    rest.length > 1 && (rows.some((row) => last in row) || (!isKey && COLUMN_NAME.test(last)));
  const key = (namesColumn ? rest.slice(0, -1) : rest).join(' ');
  const column = namesColumn ? last : mainColumn(rows.find((row) => row.key === key));
  return { name: `${section} ${key} ${column}`, read: (now) => find(now, section, key)?.[column] };
}

/** The row with a key, or the only one whose key begins so (`tab9` for `tab9:49152`). */
function find(simulation: Simulation, section: SectionName, key: string): Row | undefined {
  const rows = inspect(simulation, section);
  return rows.find((row) => row.key === key) ?? rows.find((row) => row.key.startsWith(key));
}

function mainColumn(row: Row | undefined): string {
  return MAIN_COLUMNS.find((column) => row === undefined || column in row) ?? 'state';
}
