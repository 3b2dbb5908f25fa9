/** The report of one run as a page: the view, and as text what it shows, for those who can't or don't run scripts. */

import { printable } from '../../document/printable.js';
import { countsOf } from '../timeline/counts.js';
import type { ViewData } from '../timeline/view-data.js';
import { escapedHtml, scriptJson } from './html-text.js';
import { htmlPage, type ViewAssets } from './page.js';

/** One file. */
export function runPage(data: ViewData, { script, style }: ViewAssets): string {
  const { scenario, description, profile, firmware, seed, tool, replay } = data.head;
  const { verdict, crash, leftOut } = data;
  const body = [
    '<header>',
    `<h1>${text(scenario)}</h1>`,
    ...(verdict === undefined ? [] : [verdictText(verdict.isGood)]),
    `<p>${text(countsOf(data))}</p>`,
    `<p>${text(`${profile} (${firmware}), seed ${seed}`)}</p>`,
    '</header>',
    ...(crash === '' ? [] : [`<p class="crash"><strong>The device ${text(crash)}</strong></p>`]),
    ...(description === '' ? [] : [`<p class="about">${text(description)}</p>`]),
    '<main id="view"><noscript><p>The timeline needs JavaScript; what became of everybody stands below.</p></noscript></main>',
    ...(verdict === undefined || verdict.isGood
      ? []
      : [`<details open><summary>Not as expected</summary>${pre(verdict.lines)}</details>`]),
    `<details><summary>Summary as text</summary>${pre(data.summary)}</details>`,
    ...(leftOut.length === 0 ? [] : [`<p class="about">Not in this page: ${text(leftOut.join(', '))}.</p>`]),
    `<footer>${text(tool)} · <code>${text(replay)}</code></footer>`,
    `<script type="application/json" id="run">${scriptJson(data)}</script>`,
  ];
  return htmlPage({ title: `${scenario}: ${countsOf(data)}`, body: body.join('\n'), style, script });
}

function verdictText(isGood: boolean): string {
  return isGood
    ? '<p class="verdict good">✓ as expected</p>'
    : '<p class="verdict bad">✕ not as expected</p>';
}

function text(one: string): string {
  return escapedHtml(printable(one));
}

function pre(lines: readonly string[]): string {
  return `<pre tabindex="0">${text(lines.join('\n'))}</pre>`;
}
