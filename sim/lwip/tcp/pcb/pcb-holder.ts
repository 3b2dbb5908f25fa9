/** TCP connections as holders of limited resources. */

import type { Holder } from '../../../kernel/trace.js';
import type { TcpContext } from '../context.js';
import type { TcpPcb } from './pcb.js';

/** Who holds a pcb: its client and since when; in TIME_WAIT also until when. */
export function pcbHolder(ctx: TcpContext, pcb: TcpPcb): Holder {
  const whose = { name: ctx.env.peerName(pcb.remoteIp), port: pcb.remotePort, since: pcb.sinceUs };
  if (pcb.state !== 'time-wait') return { kind: 'client', ...whose, state: pcb.state };
  const end = ctx.timers.deadlinesOf(pcb).find(({ name }) => name === pcb.state);
  return { kind: 'time-wait', ...whose, until: end!.dueAtUs };
}
