/** What scenarios may say of a client's TLS. */

import * as z from 'zod';

import { SERVER_CERTIFICATES } from '../../tls/certificates.js';
import { groupNames } from '../../tls/groups.js';
import { suiteNames } from '../../tls/suites.js';
import { flag, int, text, word } from '../../document/fields.js';

const MAX_CUT_BYTES = 65_536;
const MAX_FLIGHTS = 10;
const MIN_FRAGMENT_BYTES = 512;
const MAX_FRAGMENT_BYTES = 16_384;

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

const ciphers = () =>
  nameList(
    suiteNames(),
    "OpenSSL's names of suites",
    "Suites of TLS 1.2, OpenSSL's names separated by colons. Default: OpenSSL's list",
  ).optional();
const groups = () =>
  nameList(groupNames(), 'names of groups', 'Groups, separated by colons, as in X25519:P-256.').optional();

/** When a client sends data before the server's Finished has come. */
export const FALSE_STARTS = ['never', 'with-alpn', 'always'] as const;

/** What any client may say of its TLS. */
const offerFields = () => ({
  version: word(TLS_VERSIONS, 'The only version offered. Default: 1.2 and 1.3').optional(),
  sni: text('server_name. Default: no such extension').optional(),
  alpn: text('The protocol offered by ALPN. Default: no such extension').optional(),
  ciphers: ciphers(),
  groups: groups(),
  mfl: word(['512', '1024', '2048', '4096'] as const, 'As text.')
    .or(z.union([z.literal(512), z.literal(1024), z.literal(2048), z.literal(4096)]))
    .describe('max_fragment_length, bytes.')
    .optional(),
  verify: flag(
    'Checks the certificate; no CA is installed, so that it always fails. Default false',
  ).optional(),
  resume: flag("Offers the session of this client's last connection. Default false").optional(),
  noticket: flag('Without the session_ticket extension. Default false').optional(),
});

/** What a client of the timeline says of its TLS. */
export const tlsClientFields = () => ({
  ...offerFields(),
  cut: int(1, MAX_CUT_BYTES, 'Only so many bytes of what TLS emits are sent.').optional(),
  flights: int(0, MAX_FLIGHTS, 'Only so many flights are sent; 1: the ClientHello.').optional(),
});

/** What a group says of its clients' TLS. */
export const tlsGroup = () =>
  z
    .strictObject(
      {
        ...offerFields(),
        resume: flag(
          "Offers the session of the client's last connection. Default false; a browser's true",
        ).optional(),
        alpn: text(
          'Protocols offered by ALPN, separated by commas. Default: no such extension; a browser: h2,http/1.1',
        ).optional(),
        false_start: word(
          FALSE_STARTS,
          "Whether requests go out before the server's Finished (TLS 1.2, ECDHE and AEAD only). Default never, as OpenSSL; a browser: with-alpn (chrome), always (firefox)",
        ).optional(),
      },
      { error: () => 'expected a map, {} for the defaults' },
    )
    .describe('The clients speak TLS: https and wss, to port 443. {} for the defaults.');

/** What a group says of its clients' TLS, as written. */
export type WrittenTlsGroup = z.output<ReturnType<typeof tlsGroup>>;

/** What a client that serves says of its TLS. */
export const tlsServer = () =>
  z
    .strictObject(
      {
        cert: word(
          SERVER_CERTIFICATES as [string, ...string[]],
          "The server's certificate: for 192.168.4.100 and signed by root-ec unless its name says otherwise. Default ec",
        ).optional(),
        version: word(TLS_VERSIONS, 'The only version that it speaks. Default: 1.2').optional(),
        ciphers: ciphers(),
        groups: groups(),
        server_order: flag("Its own order of suites counts, not the device's. Default false").optional(),
        ticket: flag('Gives out session tickets. Default true').optional(),
        cache: flag('Remembers sessions by their ids. Default true').optional(),
        alpn: text('The protocol that it selects; a device that does not offer it is refused.').optional(),
        client_auth: word(
          ['request', 'require'] as const,
          'Asks for a certificate of the device, which has none. Default: does not ask',
        ).optional(),
        frag: int(MIN_FRAGMENT_BYTES, MAX_FRAGMENT_BYTES, 'Most bytes of a record.').optional(),
        cut: int(1, MAX_CUT_BYTES, 'Only so many bytes of what TLS emits are sent.').optional(),
        flights: int(0, MAX_FLIGHTS, 'Only so many flights are sent; 1: the first.').optional(),
        silent: flag('Says nothing: what comes is taken and vanishes. Default false').optional(),
      },
      { error: () => 'expected a map, {} for the defaults' },
    )
    .describe('The port speaks TLS. {} for the defaults.');

/** What a server says of its TLS, as written. */
export type WrittenTlsServer = z.output<ReturnType<typeof tlsServer>>;

/** What a client says of its TLS, as written. */
export type WrittenTlsClient = z.output<z.ZodObject<ReturnType<typeof tlsClientFields>>>;
