/** A run in which every client is gone at some moment and the device learns of it by RST; and the same without clients. */

import type { Scenario } from '../../sim/language/scenario.js';
import { Simulation } from '../../sim/run/simulation.js';
import { ACK, NO_PAYLOAD, RST } from '../../sim/wire/segment.js';
import { NO_OPTIONS } from '../../sim/wire/tcp-options.js';

/** For what is on its way when the clients go. */
const ARRIVE_US = 60_000_000;
/** Longer than what the device then still waits for: TIME_WAIT, the timeouts of its servers. */
const DRAIN_US = 400_000_000;

/** What there is in the end. */
export interface Drained {
  readonly end: 'until' | 'panic' | 'livelock';
  /** Counts and heap, by their names in `res` records. */
  readonly counts: Readonly<Record<string, number>>;
  /** Connections that were reset. */
  readonly reset: number;
  /** Messages to control sockets that were lost. */
  readonly lostWork: number;
}

/** Runs to the scenario's end, takes the clients away, resets what is active, and waits. `alone`: there are no clients. */
export function drained(scenario: Scenario, alone = false): Drained {
  const { untilUs, groups } = scenario;
  const steps = scenario.steps.filter((step) => step.atUs <= untilUs && !(alone && 'do' in step));
  const simulation = new Simulation(
    {
      ...scenario,
      steps,
      untilUs: untilUs + ARRIVE_US + DRAIN_US,
      ...(groups === undefined ? {} : { groups: alone ? [] : groups }),
    },
    { heapRecords: true },
  );
  const { device, hosts, kernel } = simulation;
  let lostWork = 0;
  simulation.trace.subscribe(['refuse'], (record) => {
    if (record.k === 'refuse' && record.effect === 'datagram lost') lostWork++;
  });
  const runTo = (us: number): void => {
    while (!simulation.isOver && simulation.step(us) !== 'idle');
  };
  runTo(untilUs);
  for (const host of hosts) host.vanish();
  runTo(untilUs + ARRIVE_US);
  const active = simulation.isOver ? [] : [...device.stack.tcp.ctx.active];
  for (const { remoteIp, remotePort, localIp, localPort, rcvNxt, sndNxt } of active) {
    device.receive({
      srcIp: remoteIp,
      srcPort: remotePort,
      dstIp: localIp,
      dstPort: localPort,
      seq: rcvNxt,
      ack: sndNxt,
      flags: RST | ACK,
      window: 0,
      urgent: 0,
      options: NO_OPTIONS,
      payload: NO_PAYLOAD,
    });
  }
  runTo(Number.POSITIVE_INFINITY);
  const values: number[] = [];
  device.readCounts(values);
  return {
    end: kernel.panic ? 'panic' : kernel.livelock ? 'livelock' : 'until',
    counts: Object.fromEntries(device.countNames.map((name, i) => [name, values[i]!])),
    reset: active.length,
    lostWork,
  };
}

/** What the clients have left behind: how much more there is of each count than without them. */
export function leftBehind(scenario: Scenario): Drained {
  const [run, alone] = [drained(scenario), drained(scenario, true)];
  const more = Object.entries(run.counts).map(([name, n]) => [name, n - alone.counts[name]!] as const);
  return {
    ...run,
    counts: Object.fromEntries(more.filter(([, n]) => n !== 0)),
    lostWork: run.lostWork - alone.lostWork,
  };
}
