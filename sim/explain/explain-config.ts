/** What a configuration file of the device's own means for the model: `lwip-twin explain ./sdkconfig`. */

import type { Files } from '../document/files.js';
import type { FirmwareRegistry } from '../document/firmware.js';
import { loadScenario } from '../language/load.js';
import { deviceFor } from '../limits/kinds.js';

const INDENT = '  ';
const HEADER = /\.h$/;

/** Lines about a file: options taken, options ignored. Throws `ScenarioError` for what can't be honoured. */
export function explainConfig(
  firmware: FirmwareRegistry,
  files: Files,
  file: string,
  profile: string,
): string[] {
  const key = HEADER.test(file) ? 'lwipopts' : 'sdkconfig';
  // JSON is YAML.
  const text = JSON.stringify({ device: { ...deviceFor(firmware, profile, 'websocket'), [key]: file } });
  const { configs = [] } = loadScenario(firmware, { text, file: '<options>', files });
  return configs.flatMap(({ taken, ignored }) => [
    `${file} on ${profile}: ${String(taken.length)} options taken, ${String(ignored.length)} ignored`,
    ...taken.map(({ name, value }) => `${INDENT}${name} = ${String(value)}`),
    'ignored:',
    ...ignored.map(({ name, reason }) => `${INDENT}${name} (${reason})`),
  ]);
}
