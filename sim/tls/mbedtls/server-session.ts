/** What the handshakes of TLS 1.2 and 1.3 have in common at a server: its settings, the hello, the choices. */

import type { Blocking } from '../../kernel/task.js';
import { Alert, ALERT_WARNING } from '../alerts.js';
import type { Certificate } from '../certificates.js';
import { groupById, type Group } from '../groups.js';
import type { TlsEvent } from '../session.table.js';
import type { ClientHello } from '../wire/client-hello.js';
import { HandshakeType } from '../wire/handshake.js';
import { ContentType } from '../wire/record.js';
import type { MbedtlsBuild } from './build.js';
import { MbedtlsError } from './errors.js';
import type { TlsTransport } from './record-layer.js';
import { MbedtlsSession, type MbedtlsEnvironment } from './session.js';
import type { TicketKeys } from './tickets.js';

/** What a server's sessions have beside the build. */
export interface ServerSettings {
  readonly certificate: Certificate;
  /** Length of the next ServerKeyExchange of an EC key: a DER signature's length is random. */
  readonly nextKeyExchangeBytes: (group: Group) => number;
  /** Gives out and takes session tickets; undefined without them. */
  readonly tickets: TicketKeys | undefined;
  /** Told of a server name; the callback that lws installs. */
  readonly onServerName?: (name: string) => void;
}

export abstract class ServerSession extends MbedtlsSession {
  hello: ClientHello | undefined;

  constructor(
    env: MbedtlsEnvironment,
    build: MbedtlsBuild,
    readonly settings: ServerSettings,
    transport: TlsTransport,
  ) {
    super(env, build, transport);
  }

  /** Writes one handshake message. */
  *say(message: Uint8Array): Blocking<number> {
    return yield* this.records.write(ContentType.handshake, message);
  }

  /** Moves on in life. */
  advance(event: TlsEvent): void {
    this.to(event);
  }

  /** Sends a fatal alert and returns the error code. */
  fail(alert: number, code: number): Blocking<number> {
    return this.refuse(alert, code);
  }

  /** The next message of the handshake: 0 with it in `records.message`, or an error code. */
  await(handshakeType: number): Blocking<number> {
    return this.expect(handshakeType);
  }

  /**
   * What has been chosen is what the real end of a real client's connection does: false when that refuses the hello, and
   * its alert is to be sent.
   */
  beginReal(): boolean {
    const { real } = this.records;
    if (real === undefined) return true;
    const { version, suite, group, extendedMasterSecret = false, encryptThenMac = false, alpn } = this.agreed;
    return real.begin({
      certificate: this.settings.certificate,
      version: version!,
      suite: suite!,
      group: group!,
      extendedMasterSecret,
      encryptThenMac,
      tickets: this.settings.tickets !== undefined && !this.isTls13,
      alpn,
    });
  }

  /** False when protocols are offered and none of them is ours. */
  chooseAlpn(hello: ClientHello): boolean {
    const ours = this.build.alpn;
    if (ours === undefined || hello.alpn.length === 0) return true;
    this.agreed.alpn = ours.find((protocol) => hello.alpn.includes(protocol));
    return this.agreed.alpn !== undefined;
  }

  /** Our first group that the client has, too. */
  chooseGroup(offered: readonly number[]): Group | undefined {
    const id = this.build.groups.find((wanted) => offered.includes(wanted));
    return id === undefined ? undefined : groupById(id);
  }

  /** A client that wants to renegotiate is told that it may not. */
  protected *afterHandshake(message: Uint8Array): Blocking<number> {
    if (message[0] !== HandshakeType.clientHello || this.isTls13) return MbedtlsError.unexpectedMessage;
    return yield* this.records.alert(ALERT_WARNING, Alert.noRenegotiation);
  }
}
