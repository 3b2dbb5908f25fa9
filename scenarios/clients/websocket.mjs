/**
 * A browser tab's websocket with the real `ws`: opens it, says something every second, and waits for each answer.
 * `error` of the settings is what its program sees instead where it finds no session.
 */

import WebSocket from 'ws';

export async function client({ client, device, settings }) {
  const { path = '/ws', handshakeTimeoutMs = 5000, messages = 3, error } = settings;
  const ws = new WebSocket(device.wsUrl(path), {
    createConnection: client.createConnection,
    handshakeTimeout: handshakeTimeoutMs,
  });
  const seen = await new Promise((resolve) => {
    ws.once('open', () => resolve(undefined));
    ws.once('error', ({ message }) => resolve(message));
  });
  if (seen !== error) throw new Error(seen ?? 'a websocket');
  if (seen !== undefined) return;
  for (let n = 1; n <= messages; n++) {
    ws.send(`${client.name} ${n}`);
    await new Promise((resolve) => ws.once('message', resolve));
    await device.sleep(1000);
  }
}
