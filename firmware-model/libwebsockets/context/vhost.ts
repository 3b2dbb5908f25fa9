/** A virtual host (`struct lws_vhost`): protocols, timeouts and the listener. A context has exactly one here. */

import type { TagGroup } from './lifecycle-tags.js';
import type { LwsTlsServer } from '../tls/tls-state.js';
import type { LwsProtocol, LwsRetryPolicy } from './protocol.js';
import type { LwsWsi } from '../wsi/wsi.js';

export class LwsVhost {
  tag = '';
  tagGroup: TagGroup | undefined;
  createdUs = 0;

  listenPort: number;
  /** Listening wsis: one, or two with IPv6. */
  readonly listeners: LwsWsi[] = [];
  /** wsis bound to it; it is destroyed when the last one goes while it is being destroyed. */
  boundCount = 0;
  beingDestroyed = false;
  /** LWS_CALLBACK_PROTOCOL_INIT has been delivered. */
  protocolsInitialised = false;

  constructor(
    readonly name: string,
    readonly protocols: readonly LwsProtocol[],
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
  ) {
    this.listenPort = port;
  }

  /** `lws_vhost_name_to_protocol`. */
  protocolNamed(name: string): LwsProtocol | undefined {
    return this.protocols.find((protocol) => protocol.name === name);
  }
}
