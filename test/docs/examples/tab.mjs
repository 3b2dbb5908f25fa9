import WebSocket from 'ws';

export async function client({ client, device, settings, index }) {
  const { createConnection } = client;
  const ws = new WebSocket(device.wsUrl(settings.path), { createConnection, handshakeTimeout: 5000 });
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject));
  ws.send(`tab ${index} is here`);
  await new Promise((resolve) => ws.once('message', resolve));
}
