/** Where in the user's code a thread is that does not come back: its stack, by the inspector. */

import { Session } from 'node:inspector';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';

/** A thread that does not answer in this time is in no JavaScript. */
const ANSWER_MS = 20_000;

interface Frame {
  readonly url?: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number;
  };
}

/** What the inspector of a thread tells. */
type Told =
  | {
      readonly method: 'Debugger.scriptParsed';
      readonly params: { readonly scriptId: string; readonly url: string };
    }
  | { readonly method: 'Debugger.paused'; readonly params: { readonly callFrames: readonly Frame[] } }
  | { readonly method?: undefined };

/** `app.mjs:12:5` of the innermost call of the user's code; undefined when the thread is in none of it. */
export async function placeInUserCode({ threadId }: Worker): Promise<string | undefined> {
  const session = new Session();
  session.connect();
  try {
    return await new Promise((resolve) => {
      setTimeout(resolve, ANSWER_MS, undefined).unref();
      look(session, String(threadId), resolve);
    });
  } finally {
    session.post('NodeWorker.disable');
    session.disconnect();
  }
}

function look(session: Session, threadId: string, done: (place: string | undefined) => void): void {
  const urls = new Map<string, string>();
  let id = 0;
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // The inspector has numbers of its own; the thread's stands in the title, `[worker 3]`.
    if (/\[worker (\d+)/.exec(workerInfo.title)?.[1] !== threadId) return;
    const ask = (method: string): void => {
      session.post('NodeWorker.sendMessageToWorker', {
        sessionId,
        message: JSON.stringify({ id: ++id, method }),
      });
    };
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      if (params.sessionId !== sessionId) return;
      const told = JSON.parse(params.message) as Told;
      if (told.method === 'Debugger.scriptParsed') urls.set(told.params.scriptId, told.params.url);
      if (told.method !== 'Debugger.paused') return;
      ask('Debugger.resume');
      ask('Debugger.disable');
      done(placeOf(told.params.callFrames, urls));
    });
    ask('Debugger.enable');
    ask('Debugger.pause');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
}

function placeOf(frames: readonly Frame[], urls: ReadonlyMap<string, string>): string | undefined {
  for (const { location } of frames) {
    const { scriptId, lineNumber, columnNumber = 0 } = location;
    const url = urls.get(scriptId) ?? '';
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (isUsers(file)) return `${relative('', file)}:${lineNumber + 1}:${columnNumber + 1}`;
  }
  return undefined;
}

/** Code of the user's: a file that is neither ours nor a package's. */
function isUsers(file: string): boolean {
  if (!file.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(file)) return false;
  return !file.includes(`${sep}node_modules${sep}`) && !OURS.some((folder) => file.startsWith(folder));
}

/** The bundle, or the sources. */
const OURS = ['dist/', 'sim/', 'firmware-model/'].map((folder) => `${packageRoot()}${folder}`);

function packageRoot(): string {
  const here = fileURLToPath(import.meta.url);
  const at = Math.max(...['dist', 'sim'].map((folder) => here.lastIndexOf(`${sep}${folder}${sep}`)));
  return here.slice(0, at + 1);
}
