/** What scenarios may say of a client's TLS. */

import * as z from 'zod';

import { groupNames } from '../../tls/groups.js';
import { suiteNames } from '../../tls/suites.js';
import { flag, int, text, word } from '../../document/fields.js';

const MAX_CUT_BYTES = 65_536;
const MAX_FLIGHTS = 10;

/** Versions by the names that scenarios use. */
export const TLS_VERSIONS = ['1.0', '1.1', '1.2', '1.3'] as const;

/** Names separated by colons, each one of a list. */
const nameList = (names: readonly string[], what: string, description: string) =>
  z
    .string({ error: () => `expected ${what}, separated by colons` })
    .superRefine((value, context) => {
      for (const name of value.split(':')) {
        if (names.some((known) => known.toLowerCase() === name.toLowerCase())) continue;
        const message = `unknown name ${JSON.stringify(name)}: expected ${what}, separated by colons`;
        context.addIssue({ code: 'custom', message, params: { code: 'unknown-value' } });
      }
    })
    .describe(description);

/** What a client says of its TLS. */
export const tlsClientFields = {
  version: word(TLS_VERSIONS, 'The only version offered. Default: 1.2 and 1.3').optional(),
  sni: text('server_name. Default: no such extension').optional(),
  alpn: text('The protocol offered by ALPN. Default: no such extension').optional(),
  ciphers: nameList(
    suiteNames(),
    "OpenSSL's names of suites",
    "Suites of TLS 1.2, OpenSSL's names separated by colons. Default: OpenSSL's list",
  ).optional(),
  groups: nameList(
    groupNames(),
    'names of groups',
    'Groups, separated by colons, as in X25519:P-256.',
  ).optional(),
  mfl: word(['512', '1024', '2048', '4096'] as const, 'As text.')
    .or(z.union([z.literal(512), z.literal(1024), z.literal(2048), z.literal(4096)]))
    .describe('max_fragment_length, bytes.')
    .optional(),
  verify: flag(
    'Checks the certificate; no CA is installed, so that it always fails. Default false',
  ).optional(),
  resume: flag("Offers the session of this client's last connection. Default false").optional(),
  noticket: flag('Without the session_ticket extension. Default false').optional(),
  cut: int(1, MAX_CUT_BYTES, 'Only so many bytes of what TLS emits are sent.').optional(),
  flights: int(0, MAX_FLIGHTS, 'Only so many flights are sent; 1: the ClientHello.').optional(),
};

/** What a client says of its TLS, as written. */
export type WrittenTlsClient = z.output<z.ZodObject<typeof tlsClientFields>>;
