/** `device.tls` and the TLS of `listen`: what can't be is said where it stands. */

import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';

const refusal = (text: string): string => {
  try {
    loadScenario({ text });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
const device = (profile: string, app: string, tls: string, more = ''): string =>
  `name: t\ndevice:\n  profile: ${profile}\n  apps: [${app}]\n  tls: { ${tls} }\n${more}until: 1s\ntimeline: []\n`;
const listen = (tls: string): string =>
  `name: t\ndevice: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: {} }\nuntil: 1s\ntimeline:\n  - { at: 0s, client: s, do: listen, tls: { ${tls} } }\n`;

describe('device.tls', () => {
  it.each([
    ['lws-ws-client', 'cert: ec-p256', /5:10: tls\.cert means nothing to lws-ws-client.*allow_self_signed/s],
    ['lws-ws-client', 'simultaneous_ssl_restriction: 2', /means nothing to lws-ws-client/],
    ['lws-ws-server', 'ca: root-ec', /5:10: tls\.ca means nothing to lws-ws-server/],
    ['lws-http-post', 'reconnects: 1', /means nothing to lws-http-post/],
    ['lws-ws-client', 'flags: [USE_SLL]', /USE_SSL/],
  ])('%s with %s', (app, tls, message) => {
    expect(refusal(device('w800-sdk-2.4', app, tls))).toMatch(message);
  });

  it('of esp_https_server knows nothing of lws', () => {
    expect(refusal(device('esp32-idf-v5.3', 'https-simple', 'ecdh_ms: 100'))).toMatch(
      /5:10: tls\.ecdh_ms means/,
    );
  });

  it('needs the library to be built with TLS', () => {
    const without = '  sdkconfig: { CONFIG_WEBSOCKET_SECURITY: false }\n';
    expect(refusal(device('w800-sdk-2.4', 'lws-ws-client', '', without))).toMatch(
      /6:14: .*CONFIG_WEBSOCKET_SECURITY=y/,
    );
  });

  it.each([
    [
      'lws-ws-client',
      'allow_self_signed: false, ca: root-rsa, flags: [USE_SSL], host: a.b, alpn: h2, reconnects: 2, clock: 0',
    ],
    ['lws-ws-server', 'cert: ec-p256, port: 8443, simultaneous_ssl_restriction: 2, ecdh_ms: 10'],
  ])('of %s takes its own keys', (app, tls) => {
    expect(refusal(device('w800-sdk-2.4', app, tls))).toBe('');
  });
});

describe('tls of listen', () => {
  it.each([
    ['cert: ec-p256', /5:51: .*unknown value "ec-p256"/],
    ['version: "2"', /unknown value/],
    ['ciphers: "AES"', /unknown name "AES"/],
    ['groups: "X25519:P-999"', /unknown name "P-999"/],
    ['frag: 10', /512/],
    ['client_auth: maybe', /request/],
    ['certificate: ec', /unknown key "certificate"/],
  ])('%s', (tls, message) => {
    expect(refusal(listen(tls))).toMatch(message);
  });
});
