/** A real client that does one thing after the other, by the run's random numbers; what fails is its own matter. */

import WebSocket from 'ws';

const MOST_DEEDS = 6;
const MOST_WAIT_MS = 1500;
const PATHS = ['/', '/ws', '/hello', '/echo', '/nothing'];

const below = (n) => Math.floor(Math.random() * n);
const path = () => PATHS[below(PATHS.length)];

export async function client({ client, device }) {
  for (let n = below(MOST_DEEDS); n >= 0; n--) {
    await DEEDS[below(DEEDS.length)](client, device).catch(() => undefined);
    await device.sleep(below(MOST_WAIT_MS));
  }
}

const DEEDS = [get, post, websocket, bareSocket];

async function get(client, device) {
  const answer = await client.fetch(device.url(path()), { signal: AbortSignal.timeout(1 + below(4000)) });
  await answer.arrayBuffer();
}

async function post(client, device) {
  const body = 'x'.repeat(below(6000));
  const answer = await client.fetch(device.url('/echo'), { method: 'POST', body });
  await answer.arrayBuffer();
}

function websocket({ createConnection }, device) {
  return new Promise((resolve) => {
    const ws = new WebSocket(device.wsUrl('/ws'), { createConnection, handshakeTimeout: 1 + below(5000) });
    ws.once('error', resolve);
    ws.once('close', resolve);
    ws.once('open', () => {
      ws.send('x'.repeat(below(3000)));
      if (below(2) === 0) ws.ping();
      setTimeout(() => (below(3) === 0 ? ws.terminate() : ws.close()), below(3000));
    });
  });
}

function bareSocket({ createConnection }, device) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: device.address, port: 80 });
    socket.once('error', resolve);
    socket.once('close', resolve);
    socket.write(`GET ${path()} HT`);
    setTimeout(() => (below(2) === 0 ? socket.destroy() : socket.end('TP/1.1\r\n\r\n')), below(3000));
  });
}
