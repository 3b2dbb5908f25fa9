/** `device.tls` from the file's form to the device's. */

import type { DeviceTls } from '../../document/device-tls.js';
import type { WrittenScenario } from '../schema.js';

/** Fills in defaults; undefined without TLS. */
export function deviceTls(written: WrittenScenario['device']['tls']): DeviceTls | undefined {
  if (written === undefined) return undefined;
  return {
    port: written.port,
    certificate: written.cert,
    keyExchangeBytes: written.ske ?? [],
    sessionTickets: written.session_tickets ?? false,
    sessionRestriction: written.simultaneous_ssl_restriction ?? 0,
    handshakeRestriction: written.simultaneous_ssl_handshake_restriction ?? 0,
    ecdhMs: written.ecdh_ms ?? 0,
    client: {
      allowSelfSigned: written.allow_self_signed ?? true,
      root: written.ca ?? 'root-ec',
      flags: written.flags,
      host: written.host,
      alpn: written.alpn,
      reconnects: written.reconnects ?? 0,
      clock: written.clock,
    },
  };
}
