/**
 * A virtual host (`struct lws_vhost`): protocols, timeouts and the listener. A context has exactly one here.
 *
 * It lists wsis and needs to know nothing of them; wsi.ts says what they are.
 */

import type { TagGroup } from './lifecycle-tags.js';
import type { Issuer } from '../../../sim/tls/certificates.js';
import type { TlsSessionCache } from '../tls/session-cache.js';
import type { LwsTlsClient, LwsTlsServer } from '../tls/tls-state.js';
import type { LwsRetryPolicy, ProtocolOf } from './protocol.js';

export class VhostOf<Wsi> {
  tag = '';
  tagGroup: TagGroup | undefined;
  createdUs = 0;

  listenPort: number;
  /** Listening wsis: one, or two with IPv6. */
  readonly listeners: Wsi[] = [];
  beingDestroyed = false;
  /** Sessions that its TLS clients resume. */
  tlsSessions: TlsSessionCache | undefined;
  /** Roots whose keys have been used. */
  readonly usedRoots = new Set<Issuer>();
  /** Heap that its TLS context as a client takes, bytes a block. */
  readonly tlsBlocks: number[] = [];
  /** LWS_CALLBACK_PROTOCOL_INIT has been delivered. */
  protocolsInitialised = false;

  constructor(
    readonly name: string,
    readonly protocols: readonly ProtocolOf<Wsi>[],
    port: number,
    readonly settings: {
      readonly connectTimeoutSecs: number;
      readonly keepaliveTimeoutSecs: number;
      readonly ahIdleSecs: number;
      readonly keepAlive: { readonly time: number; readonly interval: number; readonly probes: number };
      readonly retryPolicy: LwsRetryPolicy;
      readonly serverString: string | undefined;
    },
    /** Its connections are TLS; undefined for plain ones. */
    readonly tls: LwsTlsServer | undefined,
    /** How it connects to servers of TLS; undefined when it can't. */
    readonly clientTls: LwsTlsClient | undefined,
  ) {
    this.listenPort = port;
  }

  /** `lws_vhost_name_to_protocol`. */
  protocolNamed(name: string): ProtocolOf<Wsi> | undefined {
    return this.protocols.find((protocol) => protocol.name === name);
  }
}
