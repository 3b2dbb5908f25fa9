/**
 * TCP's machines against the code that moves them: along every path of a machine's graph, the segments and calls that
 * its events stand for, and the pcb must be where the machine is.
 */

import { describe, expect, test } from 'vitest';
import { Err } from '../../../sim/lwip/core/errno.js';
import { tcpMachine } from '../../../sim/lwip/tcp/pcb/connection.machine.js';
import type { TcpEvent } from '../../../sim/lwip/tcp/pcb/connection.table.js';
import { listenerMachine } from '../../../sim/lwip/tcp/pcb/listener.machine.js';
import type { ListenerEvent } from '../../../sim/lwip/tcp/pcb/listener.table.js';
import type { TcpPcb } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { ACK, FIN, RST, SYN } from '../../../sim/wire/segment.js';
import { pathText, simplePaths, type Path } from '../../kernel/machine-paths.js';
import { PEER_IP, PEER_ISN, TcpBench, type SegmentPart } from './bench.js';

const PEER_PORT = 50_000;
/** Longer than TIME_WAIT with ESP-IDF's MSL of 60 s. */
const TWO_MSL_MS = 130_000;

/** Drives one connection; tells which events its machine was sent. */
class Connection {
  readonly bench = new TcpBench();
  readonly seen: string[] = [];
  private pcb: TcpPcb | undefined;

  constructor() {
    this.bench.lifecycles.watch({
      moved: ({ definition, state }, _from, event) => {
        if (definition.id === 'tcp') this.seen.push(`${event} ${state}`);
      },
    });
  }

  /** Makes happen what an event stands for. */
  do(event: TcpEvent): void {
    const { bench } = this;
    switch (event) {
      case 'active-open':
        this.pcb = bench.tcpip.exec(() => bench.tcp.create()!);
        this.bench.tcpip.exec(() => bench.tcp.connect(this.pcb!, PEER_IP, PEER_PORT, () => Err.OK));
        break;
      case 'passive-open':
        this.peer({ seq: PEER_ISN, ack: 0, flags: SYN });
        this.pcb = bench.tcp.ctx.active.head;
        break;
      case 'handshake-done':
        if (this.state === 'syn-sent') this.peer({ seq: PEER_ISN, flags: SYN | ACK });
        else this.peer({});
        break;
      case 'fin-queued':
        bench.tcpip.exec(() => bench.tcp.shutdown(this.pcb!, false, true));
        break;
      case 'fin-received':
        // Its acknowledgement number leaves our own FIN out.
        this.peer({ flags: FIN | ACK, ack: this.pcb!.lastAck });
        break;
      case 'fin-acked':
        this.peer({ seq: this.pcb!.rcvNxt });
        break;
      case 'fin-received-and-acked':
        this.peer({ flags: FIN | ACK });
        break;
      case 'remove':
        this.remove();
    }
  }

  get state(): string {
    return this.pcb?.state ?? 'closed';
  }

  /** Lets go of the pcb in the way that its state has for it. */
  private remove(): void {
    const { bench, state } = this;
    switch (state) {
      case 'closed':
        this.pcb = bench.tcpip.exec(() => bench.tcp.create()!);
        bench.tcpip.exec(() => bench.tcp.close(this.pcb!));
        break;
      case 'last-ack':
        this.peer({ seq: this.pcb!.rcvNxt });
        break;
      case 'time-wait':
        bench.until(bench.kernel.nowUs / 1000 + TWO_MSL_MS);
        break;
      default:
        this.peer({ seq: this.pcb!.rcvNxt, flags: state === 'syn-sent' ? RST | ACK : RST });
    }
  }

  /** A segment from the peer that acknowledges everything, unless said otherwise. */
  private peer(part: SegmentPart): void {
    const { pcb } = this;
    const seq = pcb === undefined || pcb.rcvNxt === 0 ? PEER_ISN + 1 : pcb.rcvNxt;
    this.bench.send({
      srcPort: PEER_PORT,
      dstPort: pcb?.localPort ?? 80,
      seq,
      ack: pcb?.sndNxt ?? 0,
      ...part,
    } as SegmentPart);
  }
}

describe('a connection', () => {
  test.each(simplePaths(tcpMachine).map((path) => [pathText(path), path] as const))(
    '%s',
    (_text, path: Path) => {
      const connection = new Connection();
      for (const { event, state } of path) {
        connection.do(event as TcpEvent);
        expect(connection.state).toBe(state);
      }
      const ownPcb = path.map(({ event, state }) => `${event} ${state}`);
      // The listener's own pcb was removed before anybody looked.
      expect(connection.seen).toEqual(ownPcb);
    },
  );
});

describe('a listener', () => {
  const events: Readonly<Record<ListenerEvent, (bench: TcpBench) => void>> = {
    refuse: (bench) => bench.send({ seq: PEER_ISN, flags: SYN, srcPort: 50_001 }),
    drain: (bench) => bench.tcpip.exec(() => bench.tcp.backlogAccepted(bench.accepted!)),
    close: (bench) => bench.tcpip.exec(() => bench.tcp.closeListener(bench.listener)),
  };

  test.each(simplePaths(listenerMachine).map((path) => [pathText(path), path] as const))(
    '%s',
    (_text, path) => {
      const bench = new TcpBench({}, 1);
      bench.open();
      for (const { event, state } of path) {
        events[event as ListenerEvent](bench);
        expect(bench.listener.lifecycle.state).toBe(state);
      }
    },
  );

  test('takes SYNs again once a connection was accepted, and refuses again when it is full again', () => {
    const bench = new TcpBench({}, 1);
    bench.open();
    events.refuse(bench);
    events.refuse(bench);
    events.drain(bench);
    expect(bench.listener.lifecycle.state).toBe('listening');
    bench.open({ srcPort: 50_002 });
    events.refuse(bench);
    expect(bench.listener.lifecycle.state).toBe('refusing');
  });
});
