/** Runs a scenario on the W800 device alone. */

import { W800_TICK_US, W800Device } from '../../../firmware-model/devices/w800-sdk-2.4.js';
import type { W800AppName } from '../../../firmware-model/devices/w800-kconfig.js';
import { Hosts } from '../../../sim/hosts/hosts.js';
import { Kernel } from '../../../sim/kernel/kernel.js';
import { LifecycleRegistry } from '../../../sim/kernel/lifecycle.js';
import { DeviceLog } from '../../../sim/kernel/log.js';
import { Random } from '../../../sim/kernel/random.js';
import { REFERENCE_KINDS, Trace, type TraceRecord } from '../../../sim/kernel/trace.js';
import { timelineSteps } from '../../../sim/hosts/steps/registry.js';
import { ResRecorder } from '../../../sim/run/res-recorder.js';
import { emitEnd } from '../../../sim/run/run-end.js';
import type { Scenario } from '../../../sim/language/scenario.js';
import { Link } from '../../../sim/wire/link.js';

/** Runs a scenario; `look` is called with the device when the run is over. */
export function runW800(scenario: Scenario, look?: (device: W800Device) => void): TraceRecord[] {
  const records: TraceRecord[] = [];
  const kernel = new Kernel(W800_TICK_US);
  const trace = new Trace();
  const lifecycles = new LifecycleRegistry();
  const random = new Random(scenario.seed);
  const log = new DeviceLog(kernel, trace);
  trace.subscribe(REFERENCE_KINDS, (record) => records.push(record));
  const { latencyUs, drop } = scenario.link;
  const link = new Link({ kernel, trace, random }, { latencyUs, dropRx: drop.rx, dropTx: drop.tx });
  const hosts = new Hosts({ kernel, trace, lifecycles }, link, { autoClose: scenario.autoClose });
  const env = { kernel, trace, lifecycles, log, peerName: (ip: number) => hosts.nameOf(ip) };
  const { apps, sdkconfig, lwipopts, extraSockets } = scenario.device;
  const setup = { app: apps[0] as W800AppName, sdkconfig, lwipopts, extraSockets };
  const device = new W800Device(env, setup, (segment) => link.sendFromDevice(segment));
  link.attachDevice((segment) => device.receive(segment));
  const recorder = new ResRecorder(kernel, trace, device);
  kernel.beforeAdvance = () => recorder.look();
  for (const step of scenario.steps) if ('do' in step) hosts.get(step.client);
  for (const step of scenario.steps) {
    kernel.atScripted(step.atUs, () => {
      if ('do' in step) timelineSteps[step.do].perform(hosts.get(step.client), step);
      else device.command(step);
    });
  }
  device.boot();
  emitEnd(kernel, trace, kernel.run(scenario.untilUs));
  look?.(device);
  return records;
}
