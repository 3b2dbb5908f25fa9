/** The lines in which a device says that an assertion of its lwIP has failed, for `explain`. */

import { ASSERTIONS } from '../lwip/tcp/assertions.js';

/** The option that builds them in, on the ESP32. */
const OPTION = 'CONFIG_LWIP_ESP_LWIP_ASSERT';
const INDENT = '  ';

/** All of them, in lwIP's words. */
export function assertionNames(): string[] {
  return Object.values(ASSERTIONS).map(({ text }) => text.trim());
}

/** What one of them means; nothing for other words. The tag of the log line may stand in front. */
export function assertionLines(name: string): string[] {
  const rule = name.trim().replace(/^assert: /, '');
  return Object.values(ASSERTIONS)
    .filter(({ text }) => text.trim() === rule)
    .flatMap(({ about }) => [
      `${rule} (an assertion of lwIP: the device restarts when it fails)`,
      `${INDENT}${about}`,
      `${INDENT}${OPTION}: n builds an ESP32's lwIP without assertions; memory that is corrupted then is not modelled`,
    ]);
}
