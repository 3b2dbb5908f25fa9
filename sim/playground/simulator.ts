/** The page's side of the thread: one at a time, given up where it is cancelled, and begun anew. */

import type { Reply, Request } from './messages.js';

export class Simulator {
  private worker: Worker;
  private lastId = 0;

  constructor(private readonly onReply: (reply: Reply) => void) {
    this.worker = this.started();
  }

  /** Asks for the complaints about a text; the answer carries the number that is returned. */
  check(text: string): number {
    return this.ask({ do: 'check', id: ++this.lastId, text });
  }

  /** Runs a case. */
  run(text: string, index: number): number {
    return this.ask({ do: 'run', id: ++this.lastId, text, index });
  }

  /** Ends whatever it does. */
  cancel(): void {
    this.worker.terminate();
    this.worker = this.started();
  }

  private ask(request: Request & { readonly id: number }): number {
    this.worker.postMessage(request);
    return request.id;
  }

  private started(): Worker {
    const worker = new Worker('worker.js');
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (worker === this.worker) this.onReply(data);
    });
    worker.addEventListener('error', ({ message }) => {
      if (worker === this.worker) this.onReply({ is: 'failed', id: this.lastId, message });
    });
    worker.postMessage({ do: 'keys' } satisfies Request);
    return worker;
  }
}
