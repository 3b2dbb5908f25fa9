/** The packets of a run as a capture file. */

import { DEVICE_IP } from '../../hosts/hosts.js';
import type { Simulation } from '../../run/simulation.js';
import { TOOL_NAME, TOOL_VERSION } from '../../version.js';
import { PcapngWriter } from './pcapng.js';

/** Writes every packet at the device as it comes; attach it before the run. */
export function attachCapture({ link, hosts }: Simulation, write: (bytes: Uint8Array) => void): void {
  const writer = new PcapngWriter({
    application: `${TOOL_NAME} ${TOOL_VERSION}`,
    nameOf: (ip) => (ip === DEVICE_IP ? 'device' : hosts.byIp(ip)?.name),
    write,
  });
  link.tap = writer.tap;
}
