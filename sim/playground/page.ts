/** The playground: choose or write a scenario, run it here, look, share. */

import { autocompletion } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { basicSetup, EditorView } from 'codemirror';

import { el } from '../view/dom.js';
import { showRun } from '../view/run-view.js';
import { LIBRARY } from 'lwip-twin:library';
import { completeKeys } from './completion.js';
import type { Complaint, Key, Reply } from './messages.js';
import { fragmentOf, textOf } from './share.js';
import { Simulator } from './simulator.js';

const FIRST = 'eighth-client-waits.yaml';
/** After the last keystroke. */
const CHECK_AFTER_MS = 300;
const PERCENT = 100;

const byId = (id: string): HTMLElement => document.getElementById(id)!;
const library = byId('library') as HTMLSelectElement;
const cases = byId('case') as HTMLSelectElement;
const status = byId('status');
const runButton = byId('run');
const result = byId('result');
const summary = byId('summary');

let keys: readonly Key[] = [];
let running: number | undefined;
let timer: number | undefined;

const editor = new EditorView({
  parent: byId('editor'),
  extensions: [
    basicSetup,
    yaml(),
    lintGutter(),
    EditorView.lineWrapping,
    autocompletion({ override: [completeKeys(() => keys)] }),
    EditorView.contentAttributes.of({ 'aria-label': 'Scenario (YAML)' }),
    EditorView.updateListener.of(({ docChanged }) => {
      if (!docChanged) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (running === undefined) simulator.check(text());
      }, CHECK_AFTER_MS);
    }),
  ],
});

const text = (): string => editor.state.doc.toString();
/** The first line of the library's files is for editors of files. */
const libraryText = (name: string): string =>
  (LIBRARY[name] ?? '').replace(/^# yaml-language-server:.*\n/, '');

function write(content: string): void {
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: content } });
}

/** Places of complaints, as the editor marks them. */
function diagnosticOf({ line, column, text: found, message, hint }: Complaint): Diagnostic {
  const at = editor.state.doc.line(Math.min(line, editor.state.doc.lines));
  const from = Math.min(at.from + column - 1, at.to);
  const to = Math.min(from + Math.max(found.length, 1), at.to);
  return { from, to, severity: 'error', message: hint === undefined ? message : `${message}\n${hint}` };
}

function say(message: string): void {
  status.textContent = message;
}

function ended(): void {
  running = undefined;
  runButton.textContent = 'Run';
}

function onReply(reply: Reply): void {
  switch (reply.is) {
    case 'keys':
      keys = reply.keys;
      return;
    case 'checked':
      checked(reply.complaints, reply.cases);
      return;
    case 'progress':
      if (reply.id === running) say(`running: ${Math.round(reply.share * PERCENT)} % of its time`);
      return;
    case 'done':
      if (reply.id !== running) return;
      ended();
      say('');
      summary.textContent = reply.summary.join('\n');
      showRun(reply.data, result);
      return;
    case 'failed':
      if (reply.id === running) ended();
      say(reply.message);
      return;
    case 'ready':
      if (running === undefined) simulator.check(text());
  }
}

function checked(complaints: readonly Complaint[], names: readonly string[]): void {
  editor.dispatch(setDiagnostics(editor.state, complaints.map(diagnosticOf)));
  const [first] = complaints;
  if (first !== undefined) {
    if (running !== undefined) ended();
    const more = complaints.length === 1 ? '' : ` (and ${complaints.length - 1} more)`;
    say(`line ${first.line}: ${first.message}${first.hint === undefined ? '' : `; ${first.hint}`}${more}`);
    return;
  }
  if (running === undefined) say('');
  const chosen = cases.selectedIndex;
  cases.replaceChildren(...names.map((name) => el('option', {}, name)));
  cases.selectedIndex = chosen < 0 || chosen >= names.length ? 0 : chosen;
  cases.hidden = names.length < 2;
}

const simulator: Simulator = new Simulator(onReply);

function start(): void {
  if (running !== undefined) {
    simulator.cancel();
    ended();
    say('cancelled');
    return;
  }
  running = simulator.run(text(), Math.max(cases.selectedIndex, 0));
  runButton.textContent = 'Cancel';
  say('running');
}

async function share(): Promise<void> {
  const url = new URL(await fragmentOf(text()), window.location.href).href;
  window.history.replaceState(null, '', url);
  try {
    await navigator.clipboard.writeText(url);
    say('the link is in the clipboard: the scenario stands in it, no server has it');
  } catch {
    say('the address above is the link: the scenario stands in it, no server has it');
  }
}

runButton.addEventListener('click', start);
byId('share').addEventListener('click', () => void share());
library.addEventListener('change', () => {
  write(libraryText(library.value));
  start();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  start();
});

library.append(
  ...Object.keys(LIBRARY).map((name) => el('option', { value: name }, name.replace(/\.yaml$/, ''))),
);
void textOf(window.location.hash).then((shared) => {
  if (shared === undefined) library.value = FIRST;
  else library.selectedIndex = -1;
  write(shared ?? libraryText(FIRST));
  start();
});
