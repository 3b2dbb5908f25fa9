/** The request of a websocket client (`lws_generate_client_handshake`, client-http.c:1132, client-ws.c:145). */

import { base64Text } from '../../../sim/codec/bytes.js';
import { latin1Bytes } from '../../../sim/codec/latin1.js';
import { wsAcceptKey } from '../../../sim/codec/ws-accept.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { callUser } from '../callback/callback.js';
import type { HeaderSpace } from '../context/protocol.js';
import { randomBytes } from '../context/random-bytes.js';
import { usesTls } from '../tls/client-connect.js';
import { WS_VERSION } from '../ws/websocket-state.js';
import type { LwsWsi } from '../wsi/wsi.js';

const KEY_BYTES = 16;
/** What lws keeps free behind an application's headers. */
const HEADROOM = 12;

/** Builds the request; undefined when the application refuses. */
export function* clientHandshake(wsi: LwsWsi): Blocking<Uint8Array | undefined> {
  const cx = wsi.context;
  const { info } = wsi.client!;
  const key = randomKey(wsi);
  const path = info.path.startsWith('/') ? info.path : `/${info.path}`;
  let text = `GET ${path} HTTP/1.1\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n`;
  text += `Host: ${info.host ?? '(null)'}\r\n`;
  if (info.origin !== undefined) text += `Origin: ${usesTls(wsi) ? 'https' : 'http'}://${info.origin}\r\n`;
  text += `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\n`;
  if (info.protocol !== undefined) text += `Sec-WebSocket-Protocol: ${info.protocol}\r\n`;
  text += `Sec-WebSocket-Version: ${WS_VERSION}\r\n`;
  wsi.http.headers!.expectedAccept = wsAcceptKey(key);

  const space: HeaderSpace = { text: '' };
  const room = cx.servBufSize - text.length - HEADROOM;
  if ((yield* callUser(wsi, 'LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER', space, room)) !== 0)
    return undefined;
  return latin1Bytes(`${text}${space.text}\r\n`);
}

function randomKey(wsi: LwsWsi): string {
  const bytes = new Uint8Array(KEY_BYTES);
  randomBytes(wsi.context.platform.rand, bytes);
  return base64Text(bytes);
}
