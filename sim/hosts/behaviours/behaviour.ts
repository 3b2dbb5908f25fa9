/**
 * What a ready-made behaviour of clients is: its keys, their defaults, and its program.
 *
 * A behaviour has a folder of its own and a line in registry.ts; checks, schema, completion, hints and documentation
 * follow from there.
 */

import * as z from 'zod';

import { port } from '../../document/fields.js';
import type { KeyReader } from '../../document/key-reader.js';
import type { Client } from '../client/client.js';
import type { Script } from '../client/fiber.js';
import type { KeepAlive } from '../client-stack.js';
import type { WrittenTlsGroup } from '../tls/tls-keys.js';

/** A behaviour; `O` is what its keys are read into. */
export interface BehaviourDefinition<F extends z.ZodRawShape = z.ZodRawShape, O extends object = object> {
  readonly about: string;
  /** Its keys, made when such a behaviour is read. */
  readonly keys: () => F;
  /** TCP keep-alive on the stack `linux` unless the group says otherwise; absent: none. */
  keepAlive?(options: O): KeepAlive;
  /** Why `tls` of its group would mean nothing; absent where its connections can have TLS. */
  readonly withoutTls?: string;
  /** What its TLS does unless the group says otherwise; absent: what OpenSSL does. */
  tlsDefaults?(options: O): TlsDefaults;
  /** Fills in defaults and makes bytes. */
  read(written: z.output<z.ZodObject<F>>, reader: KeyReader): O;
  /** The script of a client that behaves so. */
  run(client: Client, options: O): Script<void>;
}

/** What kinds of clients do differently with TLS. */
export type TlsDefaults = Pick<WrittenTlsGroup, 'resume' | 'alpn' | 'false_start'>;

/** A behaviour, with the types of its keys. */
export function behaviour<F extends z.ZodRawShape, O extends object>(
  definition: BehaviourDefinition<F, O>,
): BehaviourDefinition<F, O> {
  return definition;
}

/** A map of keys that belong together. */
export function map<F extends z.ZodRawShape>(about: string, fields: F) {
  return z
    .strictObject(fields, { error: () => `expected a map with ${Object.keys(fields).join(', ')}` })
    .describe(about);
}

export const MOST_CONNECTIONS = 256;
export const MOST_ROUNDS = 1_000_000_000;
export const MOST_BYTES = 1_048_576;

/** The port that a client connects to. */
export const devicePort = () => port("The device's port. Default 80, with the group's tls 443").optional();
