/**
 * Real TLS for the device's side, called like any function: the work is Node's, in a thread of its own, and the caller
 * waits for it.
 *
 * One thread a process, started when it is first wanted; it keeps no process alive.
 */

import { existsSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

import type { RealEnd, RealOutput, RealTerms, RealTlsEngine } from '../../tls/real/real-end.js';
import { startThreadAt } from '../start-thread.js';
import type { TlsReply, TlsRequest, TlsThreadData } from './thread-protocol.js';

/** The thread answers within microseconds, but for its start and an RSA key. */
const PATIENCE_MS = 30_000;
const KEY = Symbol.for('lwip-twin.tls-engine');
const holder = globalThis as { [KEY]?: ThreadTlsEngine | undefined };

/** The process' engine. */
export function tlsEngine(): ThreadTlsEngine {
  return (holder[KEY] ??= new ThreadTlsEngine());
}

export class ThreadTlsEngine implements RealTlsEngine {
  private port: MessagePort | undefined;
  private readonly signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private nextId = 1;
  /** It has not answered once, and will not. */
  private isSilent = false;

  /** Begins to make the certificate of a device, so that its first client need not wait for it. */
  prepare(certificate: string): void {
    this.post({ do: 'prepare', certificate });
  }

  /** The certificate of a device, PEM: what clients may trust. */
  certificateOf(certificate: string): string {
    const reply = this.ask({ do: 'certificate', certificate });
    if ('pem' in reply) return reply.pem;
    throw new Error('lwip-twin: the TLS thread has no certificate');
  }

  begin(terms: RealTerms): RealEnd {
    const id = this.nextId++;
    this.output({ do: 'begin', id, terms });
    return {
      take: (bytes) => this.output({ do: 'take', id, bytes }),
      write: (bytes) => this.output({ do: 'write', id, bytes }),
      closeNotify: () => this.output({ do: 'close-notify', id }),
      release: () => {
        this.post({ do: 'release', id });
      },
    };
  }

  private output(request: TlsRequest): RealOutput {
    const reply = this.ask(request);
    if ('output' in reply) return reply.output;
    throw new Error('lwip-twin: the TLS thread answers something else');
  }

  private ask(request: TlsRequest): TlsReply {
    const port = this.post(request);
    for (;;) {
      const seen = Atomics.load(this.signal, 0);
      const got = receiveMessageOnPort(port) as { readonly message: TlsReply } | undefined;
      if (got !== undefined) {
        if ('fault' in got.message) throw new Error(`lwip-twin: TLS of a real client: ${got.message.fault}`);
        return got.message;
      }
      if (this.isSilent || Atomics.wait(this.signal, 0, seen, PATIENCE_MS) === 'timed-out') {
        this.isSilent = true;
        throw new Error(`lwip-twin: the TLS thread has said nothing for ${PATIENCE_MS} ms`);
      }
    }
  }

  private post(request: TlsRequest): MessagePort {
    this.port ??= this.start();
    this.port.postMessage(request);
    return this.port;
  }

  private start(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const workerData: TlsThreadData = { port: port2, signal: this.signal };
    const worker = startThreadAt(threadUrl(), {
      workerData,
      transferList: [port2],
      // What the process preloads (lwip-twin/net among it) is none of the thread's business.
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    worker.unref();
    port1.unref();
    return port1;
  }
}

/** Beside this module among the sources; in the bundle, from a chunk or from an entry point. */
function threadUrl(): URL {
  const beside = ['./tls-thread.ts', './tls-thread.js'];
  const bundled = ['../sim/live/tls/', '../live/tls/', './live/tls/'].map(
    (folder) => `${folder}tls-thread.js`,
  );
  const urls = [...beside, ...bundled].map((path) => new URL(path, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  if (found === undefined) throw new Error('lwip-twin: the TLS thread is not in this installation');
  return found;
}
