/** For a thread that watches its process' main thread: where that is, and its end, by the inspector. */

import { Session } from 'node:inspector';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A main thread that does not answer in this time is in no JavaScript. */
const ANSWER_MS = 20_000;
export const STDERR_FD = 2;

interface Frame {
  readonly callFrameId: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number | undefined;
  };
}

/** What is known of a main thread that stands still. */
interface Halt {
  /** From the innermost call on. */
  readonly frames: readonly Frame[];
  readonly urls: ReadonlyMap<string, string>;
  readonly session: Session;
}

/** `app.mjs:12:5` of the innermost call of one of these files; undefined when the main thread is in none of them. */
export function placeInMain(files: ReadonlySet<string>): Promise<string | undefined> {
  return halted(({ frames, urls }) => {
    for (const { location } of frames) {
      const { scriptId, lineNumber, columnNumber = 0 } = location;
      const url = urls.get(scriptId) ?? '';
      if (url.startsWith('file:') && files.has(fileURLToPath(url)))
        return `${relative('', fileURLToPath(url))}:${lineNumber + 1}:${columnNumber + 1}`;
    }
    return undefined;
  });
}

/**
 * Ends the process from inside of its main thread; none of its own listeners has a say, and nothing more is written to
 * standard error, to which Node would write that it waits for a debugger, us.
 */
export async function endMain(status: number): Promise<void> {
  const expression = `(({ process }) => {
    process.removeAllListeners('exit');
    process.getBuiltinModule('node:fs').closeSync(${String(STDERR_FD)});
    process.exit(${String(status)});
  })(globalThis)`;
  const evaluated = ({ frames: [frame], session }: Halt): Promise<void> =>
    new Promise((done) => {
      const call = { callFrameId: frame!.callFrameId, expression };
      session.post('Debugger.evaluateOnCallFrame', call, () => {
        done();
      });
    });
  await halted(evaluated);
  // It is still here.
  process.kill(process.pid, 'SIGKILL');
}

/** Holds the main thread where it is, and asks. */
async function halted<T>(ask: (halt: Halt) => T | Promise<T>): Promise<T | undefined> {
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map<string, string>();
  try {
    return await new Promise((resolve) => {
      setTimeout(resolve, ANSWER_MS, undefined).unref();
      session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
      session.once('Debugger.paused', ({ params }) => {
        const answer = Promise.resolve(ask({ frames: params.callFrames, urls, session }));
        void answer.then((told) => {
          // The next session would find it halted by this one otherwise.
          session.once('Debugger.resumed', () => {
            resolve(told);
          });
          session.post('Debugger.resume');
        });
      });
      session.post('Debugger.enable');
      session.post('Debugger.pause');
    });
  } finally {
    session.post('Debugger.disable');
    session.disconnect();
  }
}
