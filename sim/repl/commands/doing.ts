/** Doing things to the device and its clients. What is typed is recorded. */

import { scalarText } from '../../document/value-text.js';
import { scriptedText } from '../format/step.js';
import { timeText } from '../format/time.js';
import { movedText } from '../engine/moved-text.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import type { Command, Result, CommandConsole } from './command.js';
import { clientWords, deviceWords } from './completion-words.js';
import { clientStep, deviceStep } from './written-step.js';

/** Records a step, and says when it will happen. */
function perform(console: CommandConsole, written: Readonly<Record<string, unknown>>): Result {
  const { session, breakpoints } = console;
  const step = session.type(written);
  breakpoints.truncate(session.position);
  const when = step.atUs === session.timeUs ? 'now' : `at ${timeText(step.atUs)}`;
  return {
    lines: [`${scriptedText(step)}: ${when}, with the next step`],
    data: { atUs: step.atUs, step: session.edited.typed.at(-1) },
  };
}

function typedSteps({ session }: CommandConsole): Result {
  const { typed } = session.edited;
  return {
    lines: typed.length === 0 ? ['nothing has been typed'] : typed.map((step) => JSON.stringify(step)),
    data: typed,
  };
}

async function undo(console: CommandConsole): Promise<Result> {
  const { session } = console;
  const step = await session.untype(console.breathe);
  console.breakpoints.moveTo(session.timeline);
  const lines = [`taken back: ${JSON.stringify(step)}`, `played again up to ${timeText(session.timeUs)}`];
  return { lines, data: { step, position: session.position } };
}

function save(console: CommandConsole, words: readonly Word[]): Result {
  const file = words[0]?.text;
  if (file === undefined) throw new UserError('save where?', 'as in `save hang.yaml`');
  const { edited } = console.session;
  try {
    console.options.writeFile(file, movedText(edited.text(), edited.source.file, file));
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : scalarText(error));
  }
  return {
    lines: [`${file}: ${edited.typed.length} typed steps`],
    data: { file, typed: edited.typed.length },
  };
}

/** Commands that act. */
export const DOING: readonly Command[] = [
  {
    names: ['client'],
    group: 'doing',
    usage: 'NAME STEP [FIELD…]',
    summary: 'a step of a client: connect, http, ws_open, ws_text, close, vanish …',
    details: [
      'client tab9 connect               client tab9 http /hello          client tab9 http POST /echo body="hi"',
      'client tab9 ws_open /ws           client tab9 ws_text "hi"         client tab9 ws_close 1000',
      'client tab9 send "GET / HTTP"     client tab9 send hex=00ff        client tab9 send fill=x length=9000',
      'client r1 segment PA seq 1 ack 1 text "GET / HTTP/1.1\\r\\n"    one TCP segment, sent as it is said',
      'Every field of the scenario language can be given as NAME=VALUE: see `explain STEP`.',
      'The step happens at the present time; when other things have happened in this instant already, 1 µs later.',
    ].join('\n'),
    complete: clientWords,
    run: (console, words) => perform(console, clientStep(words)),
  },
  {
    names: ['device'],
    group: 'doing',
    usage: 'STEP [FIELD…]',
    summary: 'a step of the device: stop, start, queue_work, send_data, broadcast, settime',
    details: 'device stop    device queue_work 3    device broadcast 1000    device send_data task=worker',
    complete: deviceWords,
    run: (console, words) => perform(console, deviceStep(words)),
  },
  {
    names: ['typed'],
    group: 'doing',
    usage: '',
    summary: 'the steps typed so far, as `save` writes them',
    run: typedSteps,
  },
  {
    names: ['undo'],
    group: 'doing',
    usage: '',
    summary: 'takes the last typed step back; everything since then happens anew',
    run: undo,
  },
  {
    names: ['save'],
    group: 'doing',
    usage: 'FILE',
    summary: 'writes a scenario that replays this session byte for byte',
    run: save,
  },
];
