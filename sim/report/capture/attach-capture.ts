/**
 * The packets of a run as a capture file. What the device says of a SYN that it drops comes after the packet and at the same
 * instant: packets wait until time moves on.
 */

import { DEVICE_IP } from '../../hosts/hosts.js';
import type { SegRecord } from '../../kernel/trace.js';
import { causeText } from '../../outcomes/cause-text.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../outcomes/outcomes.js';
import type { Simulation } from '../../run/simulation.js';
import { TOOL_NAME, TOOL_VERSION } from '../../version.js';
import { PcapngWriter, type CapturedPacket } from './pcapng.js';

/** Writes every packet at the device, with the reason of those that refuse; attach it before the run. */
export function attachCapture(simulation: Simulation, write: (bytes: Uint8Array) => void): void {
  const { link, hosts, trace } = simulation;
  const collector = new OutcomeCollector();
  const writer = new PcapngWriter({
    application: `${TOOL_NAME} ${TOOL_VERSION}`,
    nameOf: (ip) => (ip === DEVICE_IP ? 'device' : hosts.knownName(ip)),
    write,
  });
  const held: { readonly packet: CapturedPacket; readonly record: SegRecord }[] = [];
  let newest: SegRecord | undefined;
  const flush = (): void => {
    for (const { packet, record } of held.splice(0)) {
      const cause = collector.packetCause(record, record.t);
      writer.write(packet, cause && causeText(cause));
    }
  };
  trace.subscribe(OUTCOME_KINDS, (record) => {
    collector.accept(record);
    if (record.k === 'seg') newest = record;
  });
  // A packet's record comes just before it.
  link.tap = (dir, segment, timeUs, lost) => {
    held.push({ packet: { dir, segment, timeUs, lost }, record: newest! });
  };
  simulation.onSettled(flush);
  trace.subscribe(['end'], flush);
}
