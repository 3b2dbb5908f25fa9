/** The settings that decide how many clients a device serves, each with the values that it takes. */

import type { Change } from '../change.js';
import type { Situation } from '../situation.js';

/** A setting whose smallest value is looked for. */
export interface Knob {
  /** As scenarios and firmware call it: `httpd.max_open_sockets`. */
  readonly name: string;
  readonly today: number;
  /** The smallest and the largest value worth trying. */
  readonly least: number;
  readonly generous: number;
  readonly change: (value: number) => readonly Change[];
}

/** Room beside what the clients need: servers, sockets of other users. */
const SPARE = 16;

/** The listener, the control socket and the one that messages to it are sent from. */
const SERVERS_OWN = 3;

/** Sizes in the order in which they are made small: the table of sessions limits what the others must hold. */
const FIELDS = [
  ['max_open_sockets', 'sessions'],
  ['backlog_conn', 'backlog'],
] as const;
const OPTIONS = [
  ['MEMP_NUM_NETCONN', 'sockets'],
  ['DEFAULT_ACCEPTMBOX_SIZE', 'accept mbox'],
  ['MEMP_NUM_TCP_PCB', 'MEMP_TCP_PCB'],
  ['MEMP_NUM_TCP_SEG', 'MEMP_TCP_SEG'],
] as const;

/** The knobs of a device that is to serve so many clients. */
export function knobsOf(situation: Situation, clients: number): Knob[] {
  const [sessions, backlog] = FIELDS.map((field) => fieldKnob(situation, field, clients));
  const [sockets, ...others] = OPTIONS.map((option) => optionKnob(situation, option, clients));
  return [sessions, sockets, backlog, ...others].filter((knob) => knob !== undefined);
}

function fieldKnob(
  situation: Situation,
  [name, limit]: (typeof FIELDS)[number],
  clients: number,
): Knob | undefined {
  if (situation.setField(name, 1).length === 0) return undefined;
  const today = situation.sizeOf(limit) ?? Number(situation.field(name) ?? 0);
  return {
    name: `httpd.${name}`,
    today,
    least: 1,
    generous: Math.max(today, Math.min(clients, roomFor(situation))),
    change: (value) => situation.setField(name, value),
  };
}

/** Sessions that the largest socket table has room for, beside the sockets of the server itself. */
function roomFor(situation: Situation): number {
  return (situation.mostOf('MEMP_NUM_NETCONN') ?? Infinity) - SERVERS_OWN;
}

function optionKnob(
  situation: Situation,
  [name, limit]: (typeof OPTIONS)[number],
  clients: number,
): Knob | undefined {
  const option = situation.profile.options.find(({ lwip }) => lwip?.name === name);
  if (option === undefined || option.withoutEffect !== undefined) return undefined;
  const [change] = situation.setOption(name, 1);
  if (change === undefined) return undefined;
  const today = situation.sizeOf(limit) ?? Number(situation.option(name));
  const most = situation.mostOf(name) ?? today;
  return {
    name: change.path.replace(/^device\./, ''),
    today,
    least: 1,
    generous: Math.max(today, Math.min(most, Math.max(today, clients) + SPARE)),
    change: (value) => situation.setOption(name, value),
  };
}
