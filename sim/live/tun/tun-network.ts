/**
 * IP packets of a TUN device on one side, the simulated link on the other.
 *
 * Every sender is a machine of its own at the link's far end. TCP goes through the link and the modelled lwIP; an echo
 * request is answered after the link's latency both ways.
 * Simplified: echo answers take no memory of the device and are never lost.
 * Absent: UDP, fragments, IPv6, and packets to other addresses; they vanish, counted.
 */

import { DEVICE_IP } from '../../hosts/hosts.js';
import { DEFAULT_IPV4_FIELDS, buildPacket, parsePacket } from '../../wire/packet/packet.js';
import type { IcmpEcho } from '../../wire/packet/icmp-echo.js';
import { ipText, type Ipv4, type Segment } from '../../wire/segment.js';
import type { LiveRun } from '../wall/live-run.js';
import { OutsideMachine } from './outside-machine.js';

/** Machines that are told apart; packets of further ones vanish. */
const MOST_MACHINES = 250;
/** Connections of all machines that are remembered, with their sequence numbers and what their programs were told. */
const MOST_CONNECTIONS = 4096;

/** Choices of a network. */
export interface TunOptions {
  /** The name of the machine with this address; others are called by theirs. */
  readonly ownIp: Ipv4;
  readonly ownName: string;
  /** Hands a packet to the TUN device. */
  readonly write: (packet: Uint8Array) => void;
}

/** The network of one device. */
export class TunNetwork {
  /** Packets that were not for us, or nothing that we know. */
  ignored = 0;
  private readonly machines = new Map<Ipv4, OutsideMachine>();

  constructor(
    private readonly run: LiveRun,
    private readonly options: TunOptions,
  ) {}

  /** Takes a packet that the host's kernel sends. */
  take(bytes: Uint8Array): void {
    const packet = parsePacket(bytes);
    if ('malformed' in packet || packet.protocol === 'udp') {
      this.ignored++;
      return;
    }
    const ends = packet.protocol === 'tcp' ? packet.segment : packet.echo;
    if (ends.dstIp !== DEVICE_IP) {
      this.ignored++;
      return;
    }
    this.run.pacer.act(() => {
      if (packet.protocol === 'icmp') this.echo(packet.echo);
      else this.machineOf(ends.srcIp)?.send(packet.segment);
    });
  }

  private machineOf(ip: Ipv4): OutsideMachine | undefined {
    const known = this.machines.get(ip);
    if (known !== undefined) return known;
    const { simulation } = this.run;
    // The address of a simulated client, or one too many.
    if (simulation.hosts.byIp(ip) !== undefined || this.machines.size >= MOST_MACHINES) {
      this.ignored++;
      return undefined;
    }
    const { ownIp, ownName } = this.options;
    const machine = new OutsideMachine(
      ip === ownIp ? ownName : ipText(ip),
      ip,
      simulation,
      (segment) => {
        this.deliver(segment);
      },
      () => {
        this.makeRoom();
      },
    );
    this.machines.set(ip, machine);
    return machine;
  }

  /** Whoever has most goes on without one: a flood does not make others forgotten. */
  private makeRoom(): void {
    let total = 0;
    let largest: OutsideMachine | undefined;
    for (const machine of this.machines.values()) {
      total += machine.size;
      if (machine.size > (largest?.size ?? 0)) largest = machine;
    }
    if (total >= MOST_CONNECTIONS) largest?.forgetOne();
  }

  private deliver(segment: Segment): void {
    this.options.write(buildPacket({ protocol: 'tcp', ip: DEFAULT_IPV4_FIELDS, segment }));
  }

  private echo(echo: IcmpEcho): void {
    if (echo.type !== 'request') return;
    const { kernel, scenario } = this.run.simulation;
    kernel.at(kernel.nowUs + 2 * scenario.link.latencyUs, () => {
      const reply: IcmpEcho = { ...echo, srcIp: echo.dstIp, dstIp: echo.srcIp, type: 'reply' };
      this.options.write(buildPacket({ protocol: 'icmp', ip: DEFAULT_IPV4_FIELDS, echo: reply }));
    });
  }
}
