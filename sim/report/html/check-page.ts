/** A check as a page: every case by its verdict, the bad ones first, each with its own page. */

import { printable } from '../../document/printable.js';
import { CASE_STATUSES, type CaseResult, type CaseStatus } from '../check/case-result.js';
import type { PlacedResult } from '../check/check-report.js';
import { detailLines, totalLine } from '../check/verdict-lines.js';
import { escapedHtml } from './html-text.js';
import { htmlPage, type ViewAssets } from './page.js';

const HEADS: Readonly<Record<CaseStatus, string>> = {
  passed: 'As expected',
  failed: 'Not as expected',
  'bad-input': "Can't be read",
  'timed-out': 'Took too long',
  crashed: 'The device crashed',
  hangs: 'The device hangs',
  internal: 'Bugs of lwip-twin',
};

/** Says where a case's own page is, by its place in the check. */
type PageOf = (order: number) => string | undefined;

/** The page. */
export function checkPage(
  placed: readonly PlacedResult[],
  tool: string,
  { style }: Pick<ViewAssets, 'style'>,
  pageOf: PageOf,
): string {
  const results = placed.map(({ result }) => result);
  const isGood = results.every(({ status }) => status === 'passed');
  const order: readonly CaseStatus[] = [...CASE_STATUSES.filter((one) => one !== 'passed'), 'passed'];
  const total = totalLine(results);
  const body = [
    '<header>',
    '<h1>lwip-twin check</h1>',
    `<p class="verdict ${isGood ? 'good' : 'bad'}">${isGood ? '✓' : '✕'} ${text(total)}</p>`,
    '</header>',
    '<main>',
    ...order.flatMap((status) => section(status, placed, pageOf)),
    '</main>',
    `<footer>${text(tool)}</footer>`,
  ];
  return htmlPage({ title: `lwip-twin check: ${total}`, body: body.join('\n'), style });
}

function section(status: CaseStatus, placed: readonly PlacedResult[], pageOf: PageOf): string[] {
  const own = placed.filter(({ result }) => result.status === status);
  if (own.length === 0) return [];
  const heads = ['case', 'file', 'seed', 'expected'].map((head) => `<th scope="col">${head}</th>`);
  return [
    `<h2>${text(HEADS[status])} (${own.length})</h2>`,
    '<div class="wide"><table>',
    `<thead><tr>${heads.join('')}</tr></thead>`,
    '<tbody>',
    ...own.flatMap(({ order, result }) => rows(result, pageOf(order))),
    '</tbody>',
    '</table></div>',
  ];
}

function rows(result: CaseResult, page: string | undefined): string[] {
  const { name, file, seed, expectations, complaint } = result;
  // What could not be run to its end has no page.
  const hasPage = page !== undefined && complaint === undefined;
  const title = hasPage ? `<a href="${escapedHtml(encodeURIComponent(page))}">${text(name)}</a>` : text(name);
  const cells = [title, text(file), String(seed ?? ''), String(expectations)];
  const details = detailLines(result);
  const more =
    details.length === 0
      ? []
      : [`<tr><td colspan="${cells.length}"><pre tabindex="0">${text(details.join('\n'))}</pre></td></tr>`];
  return [`<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`, ...more];
}

function text(one: string): string {
  return escapedHtml(printable(one));
}
