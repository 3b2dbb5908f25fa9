/**
 * The document of the page: fixed markup, one style, and one script that asks for the state twice a second and puts it up.
 *
 * Whatever comes from the device or its clients is text for the script, never markup.
 */

import { htmlPage } from '../../report/html/page.js';

const STYLE = `
:root{color-scheme:light dark;--line:#8886;--bad:#b3261e;--good:#1b6e3c}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7fd6a0}}
body{font:14px/1.4 system-ui,sans-serif;margin:0 auto;max-width:75rem;padding:.5rem 1rem}
h1{font-size:1.2rem;margin:.4rem 0}h2{font-size:1rem;margin:1rem 0 .3rem}
form{display:inline-flex;gap:.3rem;flex-wrap:wrap;margin:.15rem .6rem .15rem 0;align-items:center}
input[type=number]{width:4.5rem}input[name=path]{width:7rem}
button,input,select{font:inherit;padding:.25rem .5rem;min-height:2rem}
.tables{display:grid;gap:0 1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr))}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;white-space:nowrap}
td,th{text-align:left;padding:.1rem .6rem .1rem 0;border-bottom:1px solid var(--line)}
tr.full td{color:var(--bad);font-weight:600}
pre{overflow:auto;max-height:18rem;border:1px solid var(--line);padding:.4rem;margin:0;font-size:.8rem}
#refusals{color:var(--bad);white-space:pre-wrap}img{max-width:100%}#said{color:var(--good);min-height:1.4em}#said.bad{color:var(--bad)}
@media(max-width:48rem){#minute{max-width:none;width:48rem}}
`;

const SCRIPT = `
'use strict';
const at = (id) => document.getElementById(id);
const make = (name, text, ...inside) => {
  const one = document.createElement(name);
  if (text !== undefined) one.textContent = text;
  one.append(...inside);
  return one;
};
const put = (place, text) => { if (place.textContent !== text) place.textContent = text; };
const words = (name) => name.replace(/[A-Z]/g, (letter) => ' ' + letter.toLowerCase());
const tables = new Map();
function table(name, rows) {
  let place = tables.get(name);
  if (place === undefined) {
    place = { body: make('div'), last: '' };
    place.body.className = 'scroll';
    tables.set(name, place);
    at('tables').append(make('section', undefined, make('h2', name), place.body));
  }
  const now = JSON.stringify(rows);
  if (now === place.last) return;
  place.last = now;
  const longest = rows.reduce((most, row) => (Object.keys(row).length > Object.keys(most).length ? row : most), {});
  const columns = [...new Set([longest, ...rows].flatMap((row) => Object.keys(row)))];
  const head = make('tr', undefined, ...columns.map((one) => make('th', one === 'key' ? '' : words(one))));
  const lines = rows.map((row) => {
    const line = make('tr', undefined, ...columns.map((one) => make('td', row[one] === undefined ? '' : String(row[one]))));
    if (row.size !== undefined && row.used >= row.size) line.className = 'full';
    return line;
  });
  place.body.replaceChildren(rows.length === 0 ? make('p', 'none') : make('table', undefined, head, ...lines));
}
function show(state) {
  put(at('time'), (state.nowUs / 1e6).toFixed(3) + ' s' + (state.isOver ? ', over' : state.isPaused ? ', paused' : '') + ', pace ' + state.pace);
  put(at('pause'), state.isPaused ? 'Go on' : 'Pause');
  at('pause').dataset.do = state.isPaused ? 'resume' : 'pause';
  if (at('kind').options.length === 0) at('kind').append(...state.kinds.map((one) => make('option', one)));
  for (const [name, rows] of Object.entries(state.tables)) table(name, rows);
  put(at('refusals'), state.refusals.join('\\n') || 'nobody so far');
  const lines = state.console.join('\\n');
  const box = at('console');
  if (box.textContent !== lines) {
    const follows = box.scrollTop + box.clientHeight >= box.scrollHeight - 8;
    box.textContent = lines;
    if (follows) box.scrollTop = box.scrollHeight;
  }
}
function say(text, isBad) {
  at('said').className = isBad ? 'bad' : '';
  put(at('said'), text);
}
let pictures = 0;
async function look() {
  try {
    if (!document.hidden) {
      show(await (await fetch('state')).json());
      if (pictures++ % 4 === 0) at('minute').src = 'minute.svg?' + pictures;
    }
    if (at('said').textContent === 'It does not answer any more.') say('', false);
  } catch {
    say('It does not answer any more.', true);
  }
  setTimeout(look, 500);
}
async function act(deed) {
  const answer = await fetch('do', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(deed) });
  say(await answer.text(), !answer.ok);
}
for (const form of document.forms) form.addEventListener('submit', (event) => {
  event.preventDefault();
  const { do: what } = event.submitter.dataset;
  act({ do: what, ...Object.fromEntries(new FormData(form)) });
});
look();
`;

const BODY = `
<header><h1>TITLE</h1><p><strong id="time"></strong> · <a href="run" target="_blank">the whole run so far</a></p></header>
<section aria-label="What can be done">
<form><button id="pause" data-do="pause">Pause</button></form>
<form><button data-do="step">Step</button><label><input type="number" name="ms" value="100" min="1" max="60000"> ms</label></form>
<form><button data-do="pace">Pace</button><input type="number" name="pace" value="1" min="0.001" max="1000" step="any" aria-label="Seconds of the device in one second"></form>
<form><button data-do="bring">Bring</button><input type="number" name="count" value="8" min="1" max="100" aria-label="How many"><select id="kind" name="kind" aria-label="Which clients"></select><label>path <input name="path" value="PATH"></label></form>
<form><button data-do="vanish">Vanish</button><input name="client" placeholder="the newest" aria-label="Which client"></form>
<form><button data-do="outage">Outage</button><label><input type="number" name="seconds" value="5" min="1" max="3600"> s</label></form>
<p id="said" role="status"></p>
</section>
<main>
<h2>The last minute</h2><div class="scroll" tabindex="0"><img id="minute" alt="Clients and limits of the last minute"></div>
<h2>Turned away, the newest first</h2><pre id="refusals" tabindex="0"></pre>
<div id="tables" class="tables"></div>
<h2>Console</h2><pre id="console" tabindex="0"></pre>
</main>`;

/** The document; `title` and `path` are text that is escaped already. */
export function pageDocument(title: string, path: string): string {
  const body = BODY.replace('TITLE', () => title).replace('PATH', () => path);
  return htmlPage({ title: 'lwip-twin serve', body, style: STYLE, script: SCRIPT, asksItsServer: true });
}
