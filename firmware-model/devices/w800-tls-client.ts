/** The TLS of the W800's websocket client: `device.tls` becomes what the SDK's example gives to lws. */

import type { ClientFlag, DeviceTls } from '../../sim/document/device-tls.js';
import type { SecureClient, W800App } from '../apps/lws/lws-app.js';
import {
  LCCSCF_ALLOW_EXPIRED,
  LCCSCF_ALLOW_INSECURE,
  LCCSCF_ALLOW_SELFSIGNED,
  LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK,
  LCCSCF_USE_SSL,
} from '../libwebsockets/index.js';
import {
  w800ClientBlocks,
  w800ClientContextBlocks,
  w800ClientEcdhBlocks,
  w800RootUseBlocks,
  w800ClientPhases,
  w800SessionBlocks,
} from './w800-tls-client-blocks.js';
import { tlsWork, type TlsTimes } from './tls-work.js';
import { w800MbedtlsBuild } from './w800-tls.js';

const FLAG_BITS: Readonly<Record<ClientFlag, number>> = {
  USE_SSL: LCCSCF_USE_SSL,
  ALLOW_SELFSIGNED: LCCSCF_ALLOW_SELFSIGNED,
  SKIP_SERVER_CERT_HOSTNAME_CHECK: LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK,
  ALLOW_EXPIRED: LCCSCF_ALLOW_EXPIRED,
  ALLOW_INSECURE: LCCSCF_ALLOW_INSECURE,
};

/** The example's `EXAMPLE_ALLOW_SELF_SIGNED`, without and with. */
const CHECKS: readonly ClientFlag[] = ['USE_SSL'];
const ALLOWS: readonly ClientFlag[] = ['USE_SSL', 'ALLOW_SELFSIGNED', 'SKIP_SERVER_CERT_HOSTNAME_CHECK'];

/** What the example with a `wss://` URL puts into the creation info and the connect info. */
export function w800ClientSecurity(
  times: TlsTimes,
  tls: DeviceTls | undefined,
): { readonly security: W800App['security']; readonly secureClient: SecureClient } {
  const client = tls?.client;
  const allowsSelfSigned = client?.allowSelfSigned ?? true;
  const flags = client?.flags ?? (allowsSelfSigned ? ALLOWS : CHECKS);
  const trusted = allowsSelfSigned ? [] : [client!.root];
  let serial = 0;
  return {
    security: {
      client_tls: {
        build: { ...w800MbedtlsBuild(), blocks: w800ClientPhases(), ecdhBlocks: w800ClientEcdhBlocks },
        trusted,
        blocks: w800ClientBlocks(),
        contextBlocks: w800ClientContextBlocks(trusted),
        rootUseBlocks: w800RootUseBlocks,
        sessionBlocks: w800SessionBlocks,
        work: tlsWork(times, undefined, tls?.ecdhMs ?? 0),
        nextSerial: () => serial++,
      },
    },
    secureClient: {
      flags: flags.reduce((bits, name) => bits | FLAG_BITS[name], 0),
      host: client?.host,
      alpn: client?.alpn,
      reconnects: client?.reconnects ?? 0,
    },
  };
}
