/** `lwip-twin explain`: documents a key, an option, a resource, or a configuration file. */

import { thrownText } from '../../document/value-text.js';
import { MAX_FILE_BYTES } from '../../document/source.js';
import { NODE_FILES } from '../../node/node-files.js';
import { printable } from '../../document/printable.js';
import { existsSync, readFileSync } from 'node:fs';

import { Option } from 'commander';

import { explainConfig } from '../../explain/explain-config.js';
import { allNames, explain, nearestName } from '../../explain/explain.js';
import { explainLog } from '../../explain/log-file.js';
import { profileNames } from '../../language/firmware.js';
import { TOOL_NAME } from '../../version.js';
import { ExitStatus } from '../exit-status.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';
import { FIRMWARE } from '../../run/firmware.js';

const HELP = `
Examples:
  ${TOOL_NAME} explain httpd.backlog_conn
  ${TOOL_NAME} explain CONFIG_LWIP_MAX_SOCKETS
  ${TOOL_NAME} explain sockets
  ${TOOL_NAME} explain "mss_local is too small"
  ${TOOL_NAME} explain "mbedtls_ssl_handshake returned -0x7280"
  ${TOOL_NAME} explain "W (1234) httpd_txrx: httpd_sock_err: error in recv : 104"
  ${TOOL_NAME} explain ENFILE
  ${TOOL_NAME} explain --log serial.txt
  ${TOOL_NAME} explain ./sdkconfig --profile esp32-idf-v5.3`;
const PATH = /^\.{0,2}\/|\.(?:h|config)$/;

/** Adds the command. */
export const setUpExplain: SetUp = (command, io, done) => {
  command
    .argument(
      '[name]',
      'key, option, resource, line of a log, errno, status, outcome, error code or file; without it all names are listed',
    )
    .addOption(
      new Option('--profile <name>', 'device profile, for a file')
        .choices(profileNames(FIRMWARE))
        .default(profileNames(FIRMWARE)[0]),
    )
    .option(
      '--log <file>',
      "a device's serial log: its lines by kind, most telling first; - reads standard input",
    )
    .addHelpText('after', HELP)
    .action((name: string | undefined, { profile, log }: ExplainOptions) => {
      if (log !== undefined && name !== undefined) throw new UsageError('give a name or --log, not both');
      const lines =
        log !== undefined
          ? explainLog(FIRMWARE, logText(log))
          : name === undefined
            ? listing()
            : explained(name, profile);
      io.out.write(`${printable(lines.join('\n'))}\n`);
      done(ExitStatus.ok);
    });
};

interface ExplainOptions {
  readonly profile: string;
  readonly log?: string;
}

const STDIN_FD = 0;

/** Terminals and loggers write what they like: what is no UTF-8 is read all the same. */
function logText(file: string): string {
  try {
    const bytes = file === '-' ? readFileSync(STDIN_FD) : NODE_FILES.read(file, MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) throw new UsageError(`--log ${file}: larger than 64 MiB`);
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UsageError(`--log ${file}: ${isMissing ? 'no such file' : thrownText(error)}`);
  }
}

function explained(name: string, profile: string): string[] {
  const lines = explain(FIRMWARE, name);
  if (lines !== undefined) return lines;
  if (PATH.test(name) || existsSync(name)) return explainConfig(FIRMWARE, NODE_FILES, name, profile);
  const near = nearestName(FIRMWARE, name);
  const hint = near === undefined ? `${TOOL_NAME} explain lists all names` : `did you mean "${near}"?`;
  throw new UsageError(`no key, option or resource named "${name}"; ${hint}`);
}

function listing(): string[] {
  const { keys, steps, options, resources, assertions, lines, codes, words } = allNames(FIRMWARE);
  const section = (title: string, names: readonly string[]): string[] => [
    title,
    ...names.map((name) => `  ${name}`),
    '',
  ];
  return [
    ...section('Keys', keys),
    ...section('Fields of steps', steps),
    ...section('Options (sdkconfig, lwipopts)', options),
    ...section('Resources', resources),
    ...section('Assertions that restart a device', assertions),
    ...section('Lines of logs', lines),
    ...section('Error codes of mbedtls', codes),
    ...section('Numbers, outcomes, callbacks, cures', words),
  ].slice(0, -1);
}
