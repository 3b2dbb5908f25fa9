/** Moving in time, forwards and backwards. */

import { either, afterSteps, loopTurns, taskBlocks } from '../engine/motions.js';
import type { Stop, StopRule } from '../engine/debug-session.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import type { Command, Result, CommandConsole } from './command.js';
import { durationOf } from '../breakpoints/condition.js';

const NEVER: StopRule = () => undefined;

/** A number of times; 1 unless given. */
function times(words: readonly Word[]): number {
  const [word, more] = words;
  if (word === undefined) return 1;
  if (more !== undefined || !/^[1-9]\d{0,9}$/.test(word.text)) {
    throw new UserError(`${word.text} is not a number of times`, 'as in `step 5`');
  }
  return Number(word.text);
}

/** Goes forward by a rule, breakpoints included. */
async function forward(
  console: CommandConsole,
  rule: StopRule,
  limitUs = Number.POSITIVE_INFINITY,
): Promise<Stop> {
  const { session, breakpoints } = console;
  const timed = breakpoints.nextTime(session.timeUs);
  const stopsThere = timed !== undefined && timed.timeUs <= limitUs;
  const until = stopsThere ? timed.timeUs : limitUs;
  const stop = await session.forward(
    { stopAt: either(breakpoints.rule, rule), limitUs: until },
    console.breathe,
  );
  return stop.why === 'time' && stopsThere
    ? { why: 'break', id: timed.id, what: 'this time has come' }
    : stop;
}

/** Goes back by a rule, breakpoints included. */
function backward(console: CommandConsole, rule: StopRule): Stop {
  const { session, breakpoints } = console;
  const timed = breakpoints.previousTime(session.timeUs);
  const stop = session.backward(either(breakpoints.rule, rule));
  if (timed === undefined || timed.timeUs < session.timeUs) return stop;
  session.place(session.timeline.history.positionAt(timed.timeUs), timed.timeUs);
  return { why: 'break', id: timed.id, what: 'this time has come' };
}

/** Does a movement several times; stops early where something else ends it. */
async function repeated(
  console: CommandConsole,
  words: readonly Word[],
  move: () => Stop | Promise<Stop>,
): Promise<Result> {
  const count = times(words);
  const from = console.session.position;
  let stop = await move();
  for (let i = 1; i < count && stop.why === 'done'; i++) stop = await move();
  console.session.lastStop = from;
  return console.stopped(stop);
}

/** The present instant's end: forward while time stands still. */
async function finishInstant(console: CommandConsole): Promise<Stop> {
  const { session } = console;
  const from = session.position;
  const stop = await forward(console, NEVER, session.timeUs);
  if (stop.why !== 'time' || session.position !== from) return stop;
  const first = await forward(console, afterSteps(1));
  if (first.why !== 'done') return first;
  const rest = await forward(console, NEVER, session.timeUs);
  session.lastStop = from;
  return rest.why === 'time' ? { why: 'done' } : rest;
}

/** The beginning of the present instant, or of the one before. */
function startOfInstant(console: CommandConsole): Stop {
  const { history } = console.session.timeline;
  return backward(console, (index) =>
    history.step(index)!.timeUs < history.step(index + 1)!.timeUs ? { why: 'done' } : undefined,
  );
}

async function goTo(console: CommandConsole, words: readonly Word[]): Promise<Stop> {
  const { session } = console;
  const target = words[0]?.text;
  if (target === undefined || words.length > 1)
    throw new UserError('go where?', 'a time (1.2s), #STEP, start or end');
  if (target === 'start') return session.backward(NEVER);
  if (target === 'end') return session.forward({ stopAt: NEVER }, console.breathe);
  const step = /^#(\d{1,15})$/.exec(target);
  if (step === null) return session.goToTime(durationOf(target), console.breathe);
  const position = Number(step[1]);
  const isThere: StopRule = (index) => (index + 1 === position ? { why: 'done' } : undefined);
  if (position === session.position) return { why: 'done' };
  return position < session.position
    ? session.backward(isThere)
    : session.forward({ stopAt: isThere }, console.breathe);
}

/** Commands that go forward. */
const FORWARD: readonly Command[] = [
  {
    names: ['step', 's'],
    group: 'moving',
    usage: '[N]',
    summary: 'the next event, or one turn of a task (N of them)',
    repeats: true,
    run: async (console, words) => console.stopped(await forward(console, afterSteps(times(words)))),
  },
  {
    names: ['next', 'n'],
    group: 'moving',
    usage: '[N]',
    summary: 'until the running task blocks again',
    details:
      'The running task is the one in the prompt: the last that ran. Before any has, the first that will.',
    repeats: true,
    run: (console, words) =>
      repeated(console, words, () => {
        const { timeline, position } = console.session;
        return forward(console, taskBlocks(timeline.history, position));
      }),
  },
  {
    names: ['select', 'sel'],
    group: 'moving',
    usage: '[N]',
    summary: "to the next turn of the server's select loop",
    repeats: true,
    run: (console, words) =>
      repeated(console, words, () => forward(console, loopTurns(console.session.timeline.history))),
  },
  {
    names: ['finish', 'fin'],
    group: 'moving',
    usage: '[N]',
    summary: 'until everything of this instant is done and time is about to move',
    repeats: true,
    run: (console, words) => repeated(console, words, () => finishInstant(console)),
  },
  {
    names: ['until', 'u'],
    group: 'moving',
    usage: 'TIME',
    summary: 'on to a time, as in `until 5s`; its events included',
    run: async (console, words) => {
      const timeUs = durationOf(words[0]?.text ?? '');
      if (timeUs < console.session.timeUs)
        throw new UserError('that time has passed', `\`goto ${words[0]!.text}\` goes back`);
      return console.stopped(await forward(console, NEVER, timeUs));
    },
  },
  {
    names: ['continue', 'c', 'run', 'r'],
    group: 'moving',
    usage: '',
    summary: 'on to the next breakpoint, or to the end',
    repeats: true,
    run: async (console) => console.stopped(await forward(console, NEVER)),
  },
];

/** Commands that go back, or anywhere. */
const BACKWARD: readonly Command[] = [
  {
    names: ['reverse-step', 'rs'],
    group: 'moving',
    usage: '[N]',
    summary: 'back by one step (N of them)',
    repeats: true,
    run: (console, words) => console.stopped(backward(console, afterSteps(times(words)))),
  },
  {
    names: ['reverse-next', 'rn'],
    group: 'moving',
    usage: '[N]',
    summary: 'back to where the running task blocked before',
    repeats: true,
    run: (console, words) =>
      repeated(console, words, () => {
        const { timeline, position } = console.session;
        return backward(console, taskBlocks(timeline.history, position));
      }),
  },
  {
    names: ['reverse-select', 'rsel'],
    group: 'moving',
    usage: '[N]',
    summary: 'back to the previous turn of the select loop',
    repeats: true,
    run: (console, words) =>
      repeated(console, words, () => backward(console, loopTurns(console.session.timeline.history))),
  },
  {
    names: ['reverse-finish', 'rfin'],
    group: 'moving',
    usage: '[N]',
    summary: 'back to before the present instant',
    repeats: true,
    run: (console, words) => repeated(console, words, () => startOfInstant(console)),
  },
  {
    names: ['reverse-continue', 'rc'],
    group: 'moving',
    usage: '',
    summary: 'back to the previous breakpoint hit, or to the start',
    repeats: true,
    run: (console) => console.stopped(backward(console, NEVER)),
  },
  {
    names: ['goto', 'g'],
    group: 'moving',
    usage: 'TIME|#STEP|start|end',
    summary: 'anywhere, without stopping at breakpoints',
    complete: () => ['start', 'end'],
    run: async (console, words) => console.stopped(await goTo(console, words)),
  },
  {
    names: ['restart'],
    group: 'moving',
    usage: '',
    summary: 'back to the start; what was typed happens again at its time',
    run: (console) => console.stopped(console.session.backward(NEVER)),
  },
];

/** All commands for moving. */
export const MOVING: readonly Command[] = [...FORWARD, ...BACKWARD];
