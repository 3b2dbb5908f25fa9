/**
 * The one read-only inspection interface: what can be seen of a simulation besides its trace.
 *
 * Every section is a table (table.ts) of plain values, so that people, `diff`, watches and tools read the same thing.
 * Looking changes nothing.
 */

import type { Simulation } from '../run/simulation.js';
import { clients } from './clients.js';
import { machines } from './machines.js';
import { netstat } from './netstat.js';
import { counts, resources } from './resources.js';
import { sessions } from './sessions.js';
import { mailboxes, socketTable } from './sockets.js';
import type { Table } from './table.js';
import { tasks } from './tasks.js';

/** Every section, by name. */
export const SECTIONS = {
  netstat,
  sockets: socketTable,
  sessions,
  tasks,
  pools: resources,
  mbox: mailboxes,
  machines,
  clients,
  counts,
} as const satisfies Record<string, (simulation: Simulation) => Table>;

/** Name of a section. */
export type SectionName = keyof typeof SECTIONS;

/** Names of all sections. */
export const SECTION_NAMES = Object.keys(SECTIONS) as readonly SectionName[];

/** All sections of one moment. */
export type View = Readonly<Record<SectionName, Table>>;

/** Looks at one section. */
export function inspect(simulation: Simulation, section: SectionName): Table {
  return SECTIONS[section](simulation);
}

/** Looks at everything. */
export function inspectAll(simulation: Simulation): View {
  return Object.fromEntries(
    SECTION_NAMES.map((name) => [name, SECTIONS[name](simulation)]),
  ) as unknown as View;
}
