/**
 * ESP-TLS as a server (components/esp-tls/esp_tls_mbedtls.c): one session on one socket, and what its log says.
 *
 * Kept: a socket's time-out during the handshake is retried for ever, so that a silent client blocks the task that called.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import type { Certificate } from '../../sim/tls/certificates.js';
import type { Group } from '../../sim/tls/groups.js';
import type { ChargeWork, MbedtlsBuild } from '../../sim/tls/mbedtls/build.js';
import { errorText, MbedtlsError } from '../../sim/tls/mbedtls/errors.js';
import { MbedtlsServer } from '../../sim/tls/mbedtls/server.js';
import type { RealTls } from '../../sim/tls/real/real-tls.js';
import type { TicketKeys } from '../../sim/tls/mbedtls/tickets.js';
import type { Heap, HttpServerEnvironment } from '../esp-http-server/server/environment.js';
import { socketTransport } from './socket-transport.js';

const TAG = 'esp-tls-mbedtls';
/** ESP_ERR_MBEDTLS_…: failed calls while a session is set up. */
const CTR_DRBG_SEED_FAILED = 0x8011;
const X509_CRT_PARSE_FAILED = 0x8015;
const SSL_SETUP_FAILED = 0x8017;
const PK_PARSE_KEY_FAILED = 0x8019;

/** `esp_tls_cfg_server_t`: what all sessions of a server have in common. */
export interface EspTlsServerConfig {
  readonly build: MbedtlsBuild;
  readonly certificate: Certificate;
  readonly nextKeyExchangeBytes: (group: Group) => number;
  readonly tickets: TicketKeys | undefined;
  readonly work: ChargeWork;
  /** `psa_crypto_init`, with TLS 1.3: what it allocates the first time stays. */
  readonly initialiseCrypto: (heap: Heap) => void;
  /** Counts the device's sessions. */
  readonly nextSerial: () => number;
  /** TLS of real clients; absent where there are none. */
  readonly realTls?: RealTls | undefined;
}

export class EspTls {
  /** Everything of the session is there; what may fail from here on is the handshake. */
  hasHandle = false;
  private readonly ssl: MbedtlsServer;

  constructor(
    private readonly env: HttpServerEnvironment,
    private readonly config: EspTlsServerConfig,
    fd: number,
  ) {
    const { sockets, lifecycles, heap, kernel } = env;
    const transport = socketTransport(sockets, fd, () => kernel.current?.errno ?? 0);
    const owner = `fd ${fd}`;
    this.ssl = new MbedtlsServer(
      {
        lifecycles,
        heap,
        owner,
        work: config.work,
        serial: config.nextSerial(),
        real: () => config.realTls?.of(env.socketPeerName?.(fd) ?? '', env.socketPeerPort?.(fd) ?? 0),
        onReadError: (code) => {
          env.log.e('Dynamic Impl', 'mbedtls_ssl_fetch_input error=%d', -code);
        },
      },
      config.build,
      {
        certificate: config.certificate,
        nextKeyExchangeBytes: config.nextKeyExchangeBytes,
        tickets: config.tickets,
      },
      transport,
    );
  }

  /** `esp_tls_init`; false without memory. */
  init(): boolean {
    return this.ssl.memory.enter('init') === 0;
  }

  /** `esp_tls_server_session_create`: blocks until the handshake is done. 0, or an error code. */
  *createServerSession(): Blocking<number> {
    const failure = this.createHandle();
    if (failure !== undefined) {
      this.error(`create_ssl_handle failed, returned [0x${hex(failure)}] (ERROR)`);
      return -1;
    }
    this.hasHandle = true;
    for (;;) {
      const result = yield* this.ssl.handshake();
      if (result === 0) return 0;
      if (result === MbedtlsError.wantRead || result === MbedtlsError.wantWrite) continue;
      this.error(`mbedtls_ssl_handshake returned ${errorText(result)}`);
      return result;
    }
  }

  /** `esp_tls_conn_read`: bytes, 0 at the end of the stream, or a negative code. */
  *read(buffer: Uint8Array, offset: number, length: number): Blocking<number> {
    const n = yield* this.ssl.read(buffer, offset, length);
    if (n >= 0) return n;
    if (n === MbedtlsError.peerCloseNotify) return 0;
    if (n !== MbedtlsError.wantRead && n !== MbedtlsError.wantWrite)
      this.error(`read error :${errorText(n)}:`);
    return n;
  }

  /** `esp_tls_conn_write`: bytes written, or a negative code. */
  *write(data: Uint8Array, offset: number, length: number): Blocking<number> {
    let written = 0;
    while (written < length) {
      const n = yield* this.ssl.write(data, offset + written, length - written);
      if (n > 0) {
        written += n;
        continue;
      }
      if (n === MbedtlsError.wantRead || n === MbedtlsError.wantWrite || n === 0) {
        return written > 0 ? written : n;
      }
      this.error(`write error :${errorText(n)}:`);
      return n;
    }
    return written;
  }

  /** Decrypted bytes that wait. */
  get bytesAvailable(): number {
    return this.ssl.bytesAvailable;
  }

  /** `esp_tls_server_session_delete`. */
  delete(): void {
    this.ssl.free();
  }

  /** `esp_create_mbedtls_handle`: undefined when it is done, or the code of what failed. */
  private createHandle(): number | undefined {
    const { memory } = this.ssl;
    this.config.initialiseCrypto(this.env.heap);
    const noSeed = memory.enter('seed');
    if (noSeed !== 0) {
      this.error(`mbedtls_ctr_drbg_seed returned ${errorText(noSeed)}`);
      return this.cleanUp(CTR_DRBG_SEED_FAILED);
    }
    const noCertificate = memory.enter('own-certificate');
    if (noCertificate !== 0) {
      this.error(`mbedtls_x509_crt_parse of servercert returned ${errorText(noCertificate)}`);
      return this.failConfiguration(X509_CRT_PARSE_FAILED);
    }
    const noKey = memory.enter('own-key');
    if (noKey !== 0) {
      this.error(`mbedtls_pk_parse_keyfile of serverkey returned ${errorText(noKey)}`);
      return this.failConfiguration(PK_PARSE_KEY_FAILED);
    }
    const noSetup = this.ssl.setup();
    if (noSetup !== 0) {
      this.error(`mbedtls_ssl_setup returned ${errorText(noSetup)}`);
      return this.cleanUp(SSL_SETUP_FAILED);
    }
    return undefined;
  }

  private failConfiguration(code: number): number {
    this.error('Failed to set server pki context');
    this.error(`Failed to set server configurations, returned [0x${hex(code)}] (ERROR)`);
    return this.cleanUp(code);
  }

  private cleanUp(code: number): number {
    return code;
  }

  private error(text: string): void {
    this.env.log.e(TAG, text);
  }
}

const HEX = 16;

function hex(code: number): string {
  return code.toString(HEX).toUpperCase();
}
