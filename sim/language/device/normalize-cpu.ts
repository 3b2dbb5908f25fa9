/** `device.cpu` from the file's form to the device's. */

import {
  CPU_RATES,
  CPU_TIMES,
  type CpuEntry,
  type CpuFigures,
  type DeviceCpu,
} from '../../document/device-cpu.js';
import { given } from '../../document/given.js';
import type { FirmwareRegistry, ServerFamily } from '../../document/firmware.js';
import { theProfile } from '../firmware.js';
import type { WrittenScenario } from '../schema.js';

const DEFAULT_BAUD = 115_200;
const DEFAULT_FIFO_BYTES = 128;
const ENTRIES = [...Object.keys(CPU_TIMES), ...Object.keys(CPU_RATES)] as CpuEntry[];

/** A preset with the scenario's own figures over it; undefined: nothing takes time. */
export function deviceCpu(
  firmware: FirmwareRegistry,
  { cpu: written, profile }: WrittenScenario['device'],
): DeviceCpu | undefined {
  if (written === undefined) return undefined;
  const own = typeof written === 'string' ? { chip: written } : written;
  const { chip, uart: baud, uart_fifo: fifo, ...figures } = own;
  const { family } = theProfile(firmware, profile);
  const preset = firmware.cpuPresets.find((one) => one.chip === chip);
  const published = Object.entries(preset?.figures ?? {}).map(([entry, { value }]) => [entry, value]);
  const merged = { ...(Object.fromEntries(published) as CpuFigures), ...(figures as CpuFigures) };
  const uart = {
    baud: baud ?? preset?.uart.baud ?? DEFAULT_BAUD,
    fifoBytes: fifo ?? preset?.uart.fifoBytes ?? DEFAULT_FIFO_BYTES,
  };
  return {
    ...given('chip', chip),
    own: Object.keys(own).filter((key) => key !== 'chip'),
    unmeasured:
      preset === undefined
        ? []
        : ENTRIES.filter((entry) => merged[entry] === undefined && isCharged(entry, family)),
    uart: uart.baud === 0 ? undefined : uart,
    figures: merged,
  };
}

/** `request` and `handler` are esp_http_server's. */
function isCharged(entry: CpuEntry, family: ServerFamily): boolean {
  return family === 'esp-http-server' || (entry !== 'request' && entry !== 'handler');
}
