/**
 * A client's TLS: the session on a connected socket, the handshake in the service loop, and lws's own opinion of the
 * certificate (lib/tls/tls-client.c, lib/tls/mbedtls/mbedtls-client.c, wrapper/platform/ssl_pm.c).
 *
 * Absent: client certificates, the JIT trust of unknown roots.
 */

import { ModelError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { EWOULDBLOCK } from '../../../sim/lwip/core/errno.js';
import { MbedtlsClient } from '../../../sim/tls/mbedtls/client.js';
import type { VerifyMode } from '../../../sim/tls/mbedtls/client-session.js';
import { MbedtlsError } from '../../../sim/tls/mbedtls/errors.js';
import type { CertificateFault } from '../../../sim/tls/mbedtls/verify-chain.js';
import { requestWritable } from '../service/poll-table.js';
import { US_PER_SEC } from '../sizes.js';
import type { LwsWsi } from '../wsi/wsi.js';
import {
  LCCSCF_ALLOW_EXPIRED,
  LCCSCF_ALLOW_INSECURE,
  LCCSCF_ALLOW_SELFSIGNED,
  LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK,
  LCCSCF_USE_SSL,
} from './client-flags.js';
import { borrowSession, returnHandshake } from './restrict.js';
import { useRoot } from './client-context.js';
import type { LwsTlsClient } from './tls-state.js';
import { LwsTlsTransport, wsiSocket } from './tls-transport.js';

/** The handshake is done, goes on with the next event, or has failed, and why. */
export type ClientTlsResult = 'done' | 'retry' | { readonly failed: string };

/** lws's default list of protocols without HTTP/2, and what it stores for a websocket client. */
const ALPN = 'http/1.1';
const HEX = 16;

/** The connection is to be TLS. */
export function usesTls(wsi: LwsWsi): boolean {
  return (wsi.client!.flags & LCCSCF_USE_SSL) !== 0;
}

/** `lws_client_create_tls`: makes the session and begins the handshake. */
export function* beginClientTls(wsi: LwsWsi): Blocking<ClientTlsResult> {
  const client = wsi.vhost!.clientTls;
  if (client === undefined) throw new ModelError('a TLS client on a vhost without', { wsi: wsi.tag });
  if (!borrowSession(wsi)) return { failed: 'tls restriction limit' };
  const session = createSession(wsi, client);
  if (session === undefined) return { failed: 'bio_create failed' };
  wsi.transport = new LwsTlsTransport(session);
  const result = yield* connect(wsi, session);
  return result === 'done' ? yield* continueClientTls(wsi) : result;
}

/** `lws_ssl_client_connect2`: goes on with the handshake. */
export function* continueClientTls(wsi: LwsWsi): Blocking<ClientTlsResult> {
  const session = sessionOf(wsi);
  const result = session.isEstablished ? 'done' : yield* connect(wsi, session);
  if (result === 'retry') return result;
  const objection = objectionTo(wsi, session.peer.faults);
  return objection === undefined ? result : { failed: objection };
}

/** `lws_ssl_client_bio_create`; undefined without memory. */
function createSession(wsi: LwsWsi, client: LwsTlsClient): MbedtlsClient | undefined {
  const cx = wsi.context;
  const { lifecycles, memory } = cx.platform;
  const { info, flags } = wsi.client!;
  const session = new MbedtlsClient(
    { lifecycles, heap: memory, owner: wsi.tag, work: client.work, serial: client.nextSerial() },
    client.build,
    {
      // the SDK sets it whatever the flags say, so that SKIP_SERVER_CERT_HOSTNAME_CHECK alone changes nothing
      hostName: info.host,
      verify: verifyMode(flags),
      trusted: client.trusted,
      blocks: client.blocks,
      useRoot: (root) => useRoot(cx, wsi.vhost!, root),
      alpn: (info.alpn ?? ALPN).split(',').map((name) => name.trim()),
      nowSecs: () => Math.floor(cx.nowUs() / US_PER_SEC),
      resume: wsi.vhost!.tlsSessions?.find(sessionTag(wsi)),
    },
    wsiSocket(wsi, wsi.fd),
  );
  if (session.memory.enter('init') !== 0) {
    session.free();
    return undefined;
  }
  const failed = session.setup();
  if (failed !== 0) {
    cx.log.err(`ssl_pm_new: mbedtls_ssl_setup() return -0x${(-failed).toString(HEX)}\n`);
    session.free();
    return undefined;
  }
  // lws goes on without what does not fit here
  session.prepare();
  if ((flags & LCCSCF_ALLOW_SELFSIGNED) !== 0) {
    cx.log.notice('lws_ssl_client_bio_create: allowing selfsigned\n');
  }
  return session;
}

/** `lws_tls_session_tag_from_wsi`. */
function sessionTag(wsi: LwsWsi): string {
  const { info } = wsi.client!;
  return `${wsi.vhost!.name}_${info.host ?? info.address}_${info.port}`;
}

function verifyMode(flags: number): VerifyMode {
  if ((flags & LCCSCF_ALLOW_INSECURE) !== 0) return 'none';
  return (flags & LCCSCF_ALLOW_SELFSIGNED) !== 0 ? 'optional' : 'required';
}

/** `lws_tls_client_connect` with what its callers make of the result. */
function* connect(wsi: LwsWsi, session: MbedtlsClient): Blocking<ClientTlsResult> {
  const cx = wsi.context;
  cx.errno = 0;
  const result = yield* session.handshake();
  if (result === 0) {
    returnHandshake(wsi);
    if (session.saved !== undefined) wsi.vhost!.tlsSessions?.keep(sessionTag(wsi), session.saved);
    return 'done';
  }
  const { errno } = cx;
  if (result === MbedtlsError.wantWrite) requestWritable(wsi);
  // whatever it was, a socket that would block is asked again
  if (result === MbedtlsError.wantRead || result === MbedtlsError.wantWrite || errno === EWOULDBLOCK) {
    return 'retry';
  }
  returnHandshake(wsi);
  return { failed: `mbedtls connect -1 5 ${errno}` };
}

/** What lws says of the first fault that counts, in the order of `ssl_pm_get_verify_result`. */
interface Objection {
  readonly fault: CertificateFault;
  readonly type: string;
  readonly code: number;
  readonly words: string;
  /** The flag that lets it pass. */
  readonly avoid: number;
}

const OBJECTIONS: readonly Objection[] = [
  {
    fault: 'not-trusted',
    type: 'invalidca',
    code: 24,
    words: 'CA is not trusted',
    avoid: LCCSCF_ALLOW_SELFSIGNED,
  },
  {
    fault: 'cn-mismatch',
    type: 'hostname',
    code: 62,
    words: 'Hostname mismatch',
    avoid: LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK,
  },
  { fault: 'bad-key', type: '', code: 67, words: 'CA key too small', avoid: 0 },
  { fault: 'bad-md', type: '', code: 68, words: 'MD key too weak', avoid: 0 },
  {
    fault: 'future',
    type: 'notyetvalid',
    code: 9,
    words: 'Cert from the future',
    avoid: LCCSCF_ALLOW_EXPIRED,
  },
  { fault: 'expired', type: 'expired', code: 10, words: 'Cert expired', avoid: LCCSCF_ALLOW_EXPIRED },
];

/** `lws_tls_client_confirm_peer_cert`: only the first fault is looked at; undefined when it may pass. */
function objectionTo(wsi: LwsWsi, faults: ReadonlySet<CertificateFault>): string | undefined {
  const { flags } = wsi.client!;
  const objection = OBJECTIONS.find(({ fault }) => faults.has(fault));
  if (objection === undefined || (flags & objection.avoid) !== 0) return undefined;
  const { type, code, words } = objection;
  const use = `use_ssl 0x${flags.toString(HEX)}`;
  return `server's cert didn't look good, ${type} (${use}) X509_V_ERR = ${code}: ${words}\n`;
}

function sessionOf(wsi: LwsWsi): MbedtlsClient {
  const { transport } = wsi;
  const session = transport instanceof LwsTlsTransport ? transport.session : undefined;
  if (session instanceof MbedtlsClient) return session;
  throw new ModelError('a handshake without TLS', { wsi: wsi.tag });
}
