/** `device.cpu`: what a device's work and its console cost in time. */

import * as z from 'zod';

import { CPU_RATES, CPU_TIMES, type CpuRate, type CpuTime } from '../../document/device-cpu.js';
import { duration } from '../../document/duration.js';
import { INT_MAX, int, word } from '../../document/fields.js';
import type { FirmwareRegistry } from '../../document/firmware.js';

const MIN_BAUD = 300;
const MAX_BAUD = 5_000_000;
const MAX_FIFO_BYTES = 65_536;
const BAUD_RANGE = `expected 0 or a whole number from ${String(MIN_BAUD)} to ${String(MAX_BAUD)}`;

function chips({ cpuPresets }: FirmwareRegistry): [string, ...string[]] {
  return cpuPresets.map(({ chip }) => chip) as [string, ...string[]];
}

function mapOf<K extends string, V>(
  about: Readonly<Record<K, string>>,
  make: (text: string) => V,
): Record<K, V> {
  const entries = Object.entries<string>(about).map(([key, text]) => [key, make(text)]);
  return Object.fromEntries(entries) as Record<K, V>;
}

/** The form with figures. */
export const cpuMapSchema = (firmware: FirmwareRegistry) =>
  z.strictObject({
    chip: word(chips(firmware), 'Published figures to begin with. Default: none').optional(),
    uart: int(
      0,
      MAX_BAUD,
      "Bits a second of the console's UART; 0: the console takes no time. A task that logs waits while the FIFO is full: with log_level D, a websocket handshake of esp_http_server holds the server for 0.3 s at 115200. Default 115200",
    )
      .refine((baud) => baud === 0 || baud >= MIN_BAUD, { error: () => BAUD_RANGE })
      .optional(),
    uart_fifo: int(
      1,
      MAX_FIFO_BYTES,
      "Bytes of the UART's transmit FIFO. Default: the chip's, 128 without one",
    ).optional(),
    ...mapOf<CpuTime, z.ZodOptional<ReturnType<typeof duration>>>(CPU_TIMES, (text) =>
      duration(`CPU time of ${text}. Default: the chip's; none where nothing is published`).optional(),
    ),
    ...mapOf<CpuRate, z.ZodOptional<ReturnType<typeof int>>>(CPU_RATES, (text) =>
      int(
        1,
        INT_MAX,
        `Bytes a second: ${text}. Default: the chip's; no time where nothing is published`,
      ).optional(),
    ),
  });

/** A chip's name, or a map of figures. */
export const cpuSchema = (firmware: FirmwareRegistry) =>
  z
    .union([word(chips(firmware), 'Published figures of a chip.'), cpuMapSchema(firmware)], {
      error: () =>
        `expected a chip (${chips(firmware).join(', ')}) or a map of figures, as in { uart: 115200 }`,
    })
    .describe(
      `What CPU and console cost in time: a chip (${chips(firmware).join(', ')}), or figures of your own, chip among them (docs/cpu.md). One core: a busy task keeps those of its own and lower priority from running. Default: nothing takes time`,
    );
