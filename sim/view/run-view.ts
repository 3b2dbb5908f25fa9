/** The page of one run, put together. */

import { RunIndex } from '../report/timeline/run-index.js';
import type { ViewData } from '../report/timeline/view-data.js';
import { ClientRow } from './client-row.js';
import { consoleBox } from './console-box.js';
import { CrowdRow } from './crowd-row.js';
import { followAddress } from './deep-link.js';
import { el } from './dom.js';
import { LaneFilter } from './filter.js';
import { helpDialog } from './help.js';
import { attachKeys } from './keyboard.js';
import { ladderBox } from './ladder-box.js';
import { LanePanel } from './lane-panel.js';
import { LimitRow } from './limit-row.js';
import { TaskRow } from './task-row.js';
import { Theme } from './theme.js';
import { timeAxis } from './time-axis.js';
import { toolbar } from './toolbar.js';
import { ViewState } from './view-state.js';
import { whyBox } from './why-box.js';

/** More clients than this are first looked at as a crowd. */
const CROWD = 2;

/** Shows a run in an element; what was there is replaced. */
export function showRun(data: ViewData, into: HTMLElement): void {
  const index = new RunIndex(data);
  const state = new ViewState(data.endUs);
  const theme = new Theme(() => state.changed());
  const place = { state, theme };
  const limits = data.limits.map((limit, at) => new LimitRow(limit, at, data.endUs));
  const tasks = data.tasks.map((task, at) => new TaskRow(data, task, at));
  const lanes = index.lanes.map((lane, at) => new ClientRow(index, lane, at));

  const clients = new LanePanel(place, 'clients', 'Clients');
  const device = new LanePanel(place, 'device', 'The device: limits and tasks');
  const crowd = index.lanes.length > CROWD ? [new CrowdRow(index)] : [];
  device.setRows([...crowd, ...tasks, ...inOrder(limits)]);

  const filter = new LaneFilter(index);
  const count = el('p', { class: 'count', role: 'status' });
  let filtered = '';
  state.onChange(() => {
    const { search, outcomes } = state.shown;
    const key = JSON.stringify([search, [...outcomes]]);
    if (key === filtered) return;
    filtered = key;
    const found = filter.lanes(search, outcomes);
    clients.setRows(found.map((at) => lanes[at]!));
    const all = `${lanes.length} ${lanes.length === 1 ? 'client' : 'clients'}`;
    count.textContent = found.length === lanes.length ? all : `${found.length} of ${all}`;
  });

  const help = helpDialog(theme);
  const bar = toolbar(state, index, () => help.showModal());
  into.replaceChildren(
    bar.element,
    el(
      'div',
      { class: 'columns' },
      el('div', { class: 'timeline' }, timeAxis(state, theme), clients.element, count, device.element),
      el(
        'div',
        { class: 'side' },
        whyBox({ state, theme, index, limits, tasks }),
        consoleBox(state, index),
        ladderBox(state, index),
      ),
    ),
    help,
  );
  attachKeys({
    state,
    index,
    help,
    order: () => [...clients.selections, ...device.selections],
    reveal: () => {
      clients.reveal();
      device.reveal();
    },
    search: bar.search,
  });
  state.set({ selection: firstTroubled(index) });
  followAddress(state, index);
  state.changed();
}

/** Those that turned somebody away, then those that were full, then the others, and the heap last. */
function inOrder(limits: readonly LimitRow[]): LimitRow[] {
  const rank = ({ limit }: LimitRow): number => {
    if (limit.refusedAt.length > 0) return 0;
    if (limit.inBytes) return 3;
    return limit.size >= 0 && limit.used.some((used) => used >= limit.size) ? 1 : 2;
  };
  return [...limits].sort((a, b) => rank(a) - rank(b));
}

/** The first client that did not get what it wanted: what one looks for. */
function firstTroubled({
  lanes,
  data,
}: RunIndex): { readonly kind: 'client'; readonly at: number } | undefined {
  const at = lanes.findIndex(({ newest }) => !data.connections[newest]!.isContent);
  if (lanes.length === 0) return undefined;
  return { kind: 'client', at: Math.max(at, 0) };
}
