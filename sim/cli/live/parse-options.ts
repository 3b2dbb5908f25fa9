/** Options of the live commands, from words to values. */

import { InvalidArgumentError } from 'commander';

const LAST_PORT = 65_535;
const MOST_CONNECTIONS = 10_000;
const MOST_SPEED = 1000;

/** A port of this machine; `device` is the device's that it stands for, undefined for the first. */
export interface AskedPort {
  readonly device: number | undefined;
  readonly host: number;
}

/** Reads `--port`: `8080`, or `81:8081` with the device's port first; 0 is any free port. */
export function parsePort(text: string, before: readonly AskedPort[]): readonly AskedPort[] {
  const match = /^(?:(\d{1,5}):)?(\d{1,5})$/.exec(text);
  const [device, host] = [match?.[1], match?.[2]].map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (host === undefined || host > LAST_PORT || device === 0 || (device ?? 0) > LAST_PORT)
    throw new InvalidArgumentError('Expected a port, as in 8080, or DEVICE:HOST, as in 81:8081.');
  return [...before, { device, host }];
}

/** Reads `--page-port`. */
export function parsePagePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= LAST_PORT) return Number(text);
  throw new InvalidArgumentError(`Expected a port from 0 to ${LAST_PORT}; 0 is any free one.`);
}

/** Reads `--speed`. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed > 0 && speed <= MOST_SPEED) return speed;
  throw new InvalidArgumentError(
    `Expected a number above 0 and up to ${MOST_SPEED}: 1 is the speed of the wall clock.`,
  );
}

/** Reads `--max-connections`. */
export function parseConnections(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count > 0 && count <= MOST_CONNECTIONS) return count;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_CONNECTIONS}.`);
}

/** For options that may be given more than once. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];
