/** What is in the way of a socket that a task wants: a full table, or whoever has its port. For reports only. */

import type { Holder } from '../kernel/trace.js';
import { US_PER_S } from '../kernel/units.js';
import type { LwipStack } from './stack.js';
import { pcbHolder } from './tcp/pcb/pcb-holder.js';

const MS_DIGITS = 3;

/** A socket, or a port for one. */
export type Wanted = 'socket' | { readonly type: 'tcp' | 'udp'; readonly port: number };

/** Why a task can't have what it wants, in words; undefined where the stack knows of nothing. */
export type ObstacleTo = (wanted: Wanted) => string | undefined;

/** Answers for one stack. */
export function obstacleTo(stack: LwipStack, wanted: Wanted): string | undefined {
  if (wanted === 'socket') {
    const { used, size, option } = stack.sockets.table.resource;
    return used < size ? undefined : `sockets ${used}/${size}${option === undefined ? '' : ` (${option})`}`;
  }
  return userOf(stack, wanted) ?? (wanted.type === 'tcp' ? connectionOn(stack, wanted.port) : undefined);
}

/** The task with a socket that listens on the port, or (UDP) is bound to it. */
function userOf({ sockets }: LwipStack, { type, port }: Exclude<Wanted, 'socket'>): string | undefined {
  const slot = sockets.table.slots.find(({ conn }) =>
    type === 'tcp' ? conn?.listener?.localPort === port : conn?.udp?.localPort === port,
  );
  if (slot === undefined) return undefined;
  const task = sockets.readerOf(slot.fd)?.name ?? slot.openedBy;
  return `task ${task} ${type === 'tcp' ? 'listens on' : 'has'} port ${port} since ${seconds(slot.sinceUs)}`;
}

/** A connection that still has the port: one in TIME_WAIT is in the way unless SO_REUSE lets it be shared. */
function connectionOn({ tcp, options }: LwipStack, port: number): string | undefined {
  const { active, timeWait } = tcp.ctx;
  const pcb = [...active, ...timeWait].find(({ localPort }) => localPort === port);
  if (pcb === undefined) return undefined;
  const { name, port: own, state = 'TIME_WAIT', until }: Holder = pcbHolder(tcp.ctx, pcb);
  const so = until === undefined ? state : `${state} until ${seconds(until)}`;
  const option = options.SO_REUSE ? '' : ` and ${options.optionNames['SO_REUSE'] ?? 'SO_REUSE'} is off`;
  return `the connection of ${name}:${own ?? 0} is in ${so}${option}`;
}

function seconds(us: number): string {
  return `${(us / US_PER_S).toFixed(MS_DIGITS)} s`;
}
