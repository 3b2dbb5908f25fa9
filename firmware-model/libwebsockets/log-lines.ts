/** Lines of libwebsockets and of the SDK's examples that ask for an explanation, for `explain`. */

import type { FirmwareLine } from '../../sim/document/firmware.js';

const TLS_CLIENT = 'lib/tls/mbedtls/mbedtls-client.c';

export const LWS_LINES: readonly FirmwareLine[] = [
  {
    text: 'accept: errno 23',
    about: 'accept() found no socket (ENFILE): the client that had connected gets a FIN',
    source: 'lib/roles/listen/ops-listen.c',
  },
  {
    text: 'lws_gate_accepts: on = ',
    about:
      'a TLS session or handshake begins or ends; 1: as many exist as simultaneous_ssl_restriction allows, and the listener is not polled',
    source: 'lib/tls/tls-network.c',
  },
  {
    text: 'ssl_pm_new: mbedtls_ssl_setup() return -0x7f00',
    about: "no memory for mbedtls's buffers (16765 and 4477 bytes): the connection is closed",
    source: 'lib/tls/mbedtls/wrapper/platform/ssl_pm.c',
  },
  {
    text: 'SSL_new failed: errno 0',
    about: 'a server had no memory for a TLS session: FIN, and RST for the ClientHello',
    source: 'lib/tls/mbedtls/mbedtls-server.c',
  },
  {
    text: 'bio_create failed',
    about: 'a client had no memory for a TLS session; it connected, and closes again',
    source: 'lib/tls/tls-client.c',
  },
  {
    text: 'allowing selfsigned',
    about:
      'LCCSCF_ALLOW_SELFSIGNED: mbedtls checks the certificate but goes on whatever it finds, and lws lets an unknown CA pass',
    source: TLS_CLIENT,
  },
  {
    text: "server's cert didn't look good",
    about:
      'the first of: unknown CA (24), wrong name (62), key too small (67), weak hash (68), not yet valid (9), expired (10); too little memory for the check looks like an unknown CA',
    source: TLS_CLIENT,
  },
  {
    text: 'mbedtls connect -1 5 ',
    about:
      'the handshake failed; behind it the errno: 0 an alert or an error of TLS, 104 RST, 113 given up retransmitting, 128 FIN',
    source: TLS_CLIENT,
  },
  {
    text: 'Timed out waiting SSL',
    about:
      '15 s since the connection stood, and the handshake is not done; what trickles in does not extend it',
    source: 'lib/core-net/wsi-timeout.c',
  },
  {
    text: 'Timed out waiting server reply',
    about: '15 s since the upgrade request, and no answer',
    source: 'lib/core-net/wsi-timeout.c',
  },
  {
    text: 'conn fail: ',
    about: "the client's connect failed; behind it the errno: 104 RST, 113 no answer to the SYN",
    source: 'lib/core-net/client/connect3.c',
  },
  {
    text: 'Out of Mem allocating rx buffer ',
    about:
      'a websocket got its 101, and there was no memory for its payload: closed at once, without a CLOSE',
    source: 'lib/roles/ws/ops-ws.c',
  },
  {
    text: 'OOM allocating rx buffer ',
    about: "the same at a client: the server's 101 has come, the connection is closed",
    source: 'lib/roles/ws/client-ws.c',
  },
  {
    text: 'lws_buflist_append_segment: OOM',
    about: 'no memory for bytes that wait to be sent: they are lost, and the peer misses them without a word',
    source: 'lib/core/buflist.c',
  },
  {
    text: 'No supported protocol ',
    about:
      'the client asks for a websocket subprotocol that the server does not have: FIN, without an HTTP answer',
    source: 'lib/roles/ws/server-ws.c',
  },
];
