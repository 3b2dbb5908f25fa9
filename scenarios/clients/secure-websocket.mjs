/**
 * A websocket over TLS with the real `ws` and Node's own TLS: says something, and waits for the answer or for the end.
 * `error` of the settings is what its program sees in place of an answer.
 */

import WebSocket from 'ws';

export async function client({ client, device, settings }) {
  const { path = '/', protocol, errors = {}, holdMs = 0 } = settings;
  const ws = new WebSocket(device.secureWsUrl(path), protocol === undefined ? [] : [protocol], {
    createConnection: client.createConnection,
    ca: device.certificate,
  });
  const answered = new Promise((resolve) => {
    ws.once('message', () => resolve(undefined));
    ws.once('error', ({ message }) => resolve(message));
    ws.once('close', (code) => resolve(`closed with ${code}`));
  });
  ws.once('open', () => ws.send(`${client.name} 1`));
  const seen = await answered;
  if (seen !== errors[client.name]) throw new Error(seen ?? 'an answer');
  await device.sleep(holdMs);
}
