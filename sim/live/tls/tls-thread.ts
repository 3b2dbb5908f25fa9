/**
 * The thread in which the device's ends of real clients' TLS live: Node's TLS answers in turns of an event loop, and the
 * model wants its answer at once. An entry point of its own, for `new Worker`.
 */

import { scalarText } from '../../document/value-text.js';
import { randomBytes } from 'node:crypto';
import { workerData } from 'node:worker_threads';

import { certificateNamed } from '../../tls/certificates.js';
import { makeIdentity, type Identity } from './identity.js';
import { ServerEnd } from './server-end.js';
import type { TlsReply, TlsRequest, TlsThreadData } from './thread-protocol.js';

/** Bytes of Node's ticket keys. */
const TICKET_KEY_BYTES = 48;

const { port, signal } = workerData as TlsThreadData;
const identities = new Map<string, Promise<Identity>>();
const ends = new Map<number, ServerEnd>();
const ticketKeys = randomBytes(TICKET_KEY_BYTES);
let last: Promise<void> = Promise.resolve();

function identityOf(name: string): Promise<Identity> {
  let identity = identities.get(name);
  if (identity === undefined) {
    const wanted = certificateNamed(name);
    if (wanted === undefined) throw new Error(`no certificate ${name}`);
    identity = makeIdentity(wanted);
    identities.set(name, identity);
  }
  return identity;
}

async function answerTo(request: TlsRequest): Promise<TlsReply | undefined> {
  switch (request.do) {
    case 'prepare':
      await identityOf(request.certificate);
      return undefined;
    case 'certificate':
      return { pem: (await identityOf(request.certificate)).certificate };
    case 'begin': {
      const { id, terms } = request;
      ends.set(id, new ServerEnd(terms, await identityOf(terms.certificate.name), ticketKeys));
      return {
        output: { records: [], plain: new Uint8Array(0), isSecured: false, isEnded: false, error: undefined },
      };
    }
    case 'release':
      ends.get(request.id)?.release();
      ends.delete(request.id);
      return undefined;
    case 'take':
    case 'write':
      return { output: await endOf(request.id)[request.do](request.bytes) };
    case 'close-notify':
      return { output: await endOf(request.id).closeNotify() };
  }
}

function endOf(id: number): ServerEnd {
  const end = ends.get(id);
  if (end === undefined) throw new Error(`no end ${id}`);
  return end;
}

function reply(message: TlsReply): void {
  port.postMessage(message);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

port.on('message', (request: TlsRequest) => {
  // One after the other: the first one of a kind waits for its certificate.
  last = last.then(async () => {
    try {
      const answer = await answerTo(request);
      if (answer !== undefined) reply(answer);
    } catch (error) {
      const fault = error instanceof Error ? (error.stack ?? error.message) : scalarText(error);
      if (request.do !== 'prepare' && request.do !== 'release') reply({ fault });
    }
  });
});
