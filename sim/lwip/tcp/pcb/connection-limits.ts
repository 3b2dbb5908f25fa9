/** What one connection has only so much of: room to send, and room for segments that arrived early. */

import type { LimitDefinition } from '../../../resources/definition.js';
import { OUT_OF_ORDER, SEND_BUFFER, SEND_QUEUE } from '../../../resources/definitions.js';
import { LateLimits } from '../../../resources/late-limits.js';
import type { ResourceSetup } from '../../../resources/resource.js';
import type { TcpContext } from '../context.js';
import type { TcpPcb } from './pcb.js';

function setupOf(
  ctx: TcpContext,
  pcb: TcpPcb,
  limit: LimitDefinition,
  size: number,
  used: () => number,
): ResourceSetup {
  const { env, options } = ctx;
  const name = env.peerName(pcb.remoteIp);
  return {
    limit,
    of: name,
    size,
    option: options.optionNames[limit.sizedBy!],
    holders: () => [
      { kind: 'client', name, port: pcb.remotePort, since: pcb.sinceUs, units: Math.min(size, used()) },
    ],
  };
}

/** A task gives up sending: records what was full. Nothing where it was memory that was missing: that is recorded then. */
export function refuseSending(ctx: TcpContext, pcb: TcpPcb, effect: string): void {
  const { TCP_SND_BUF, TCP_SND_QUEUELEN } = ctx.options;
  const refusal = { client: ctx.env.peerName(pcb.remoteIp), port: pcb.remotePort, effect };
  pcb.limits ??= new LateLimits(ctx.env);
  if (pcb.sndBuf === 0) {
    const used = (): number => TCP_SND_BUF - pcb.sndBuf;
    pcb.limits.refuse(setupOf(ctx, pcb, SEND_BUFFER, TCP_SND_BUF, used), used, refusal);
  } else if (pcb.sendQueueIsFull) {
    const used = (): number => pcb.sndQueueLength;
    pcb.limits.refuse(setupOf(ctx, pcb, SEND_QUEUE, TCP_SND_QUEUELEN, used), used, refusal);
  }
}

/** Early segments are thrown away: the client has lost nothing by it but time, so that nobody is said to have paid. */
export function refuseEarly(ctx: TcpContext, pcb: TcpPcb): void {
  const { TCP_OOSEQ_MAX_PBUFS } = ctx.options;
  const used = (): number => pcb.ooseq.reduce((sum, { data }) => sum + data.count, 0);
  pcb.limits ??= new LateLimits(ctx.env);
  pcb.limits.refuseOnce(setupOf(ctx, pcb, OUT_OF_ORDER, TCP_OOSEQ_MAX_PBUFS, used), used, {
    effect: 'early segments thrown away, to be sent again',
  });
}
