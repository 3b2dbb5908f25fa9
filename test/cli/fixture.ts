/** Running the command in this process, with a folder of its own and everything it prints kept. */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CliIo } from '../../sim/cli/io.js';
import { runCli } from '../../sim/cli/run-cli.js';
import { Simulation } from '../../sim/run/simulation.js';

/** A scenario with one client, which gets an answer. */
export const SCENARIO = `name: one
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
until: 1s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 120ms, client: c1, do: ws_open, path: /ws }
`;

/** A scenario in which the device crashes: an empty text frame. */
export const CRASH = `${SCENARIO}  - { at: 200ms, client: c1, do: ws_text, text: "" }\n`;

/** What a run of the command left behind. */
export interface CliResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A folder that goes away with the test. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'lwip-twin-'));

  constructor() {
    onTestFinished(() => {
      rmSync(this.folder, { recursive: true });
    });
  }

  /** Writes a file and returns its path. */
  file(name: string, content: string | Uint8Array = SCENARIO): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Names of all files. */
  list(): string[] {
    return readdirSync(this.folder).sort();
  }
}

/** Runs `lwip-twin ARGS...`. */
export async function cli(args: readonly string[], overrides: Partial<CliIo> = {}): Promise<CliResult> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const status = await runCli(args, {
    out: { write: (data) => void out.push(Buffer.from(data)) },
    err: { write: (data) => void err.push(Buffer.from(data)) },
    outIsTerminal: false,
    ownWords: [],
    errIsTerminal: false,
    env: {},
    simulate: (scenario, options) => new Simulation(scenario, options),
    ...overrides,
  });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

/** The same, as words. */
export function runCommand(...args: readonly string[]): Promise<CliResult> {
  return cli(args);
}
