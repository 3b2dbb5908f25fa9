import { createConnection, createLongLivedTokenAuth } from 'home-assistant-js-websocket';
import WebSocket from 'ws';

globalThis.WebSocket = WebSocket;
const auth = createLongLivedTokenAuth('http://192.168.4.2:81', 'token');
try {
  await createConnection({ auth, setupRetry: 3 });
} catch (error) {
  console.log('error', error, performance.now());
}
