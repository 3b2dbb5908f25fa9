/** The life of a server's task: idle in its select, or at work for whom, and what it waits for there. */

import { countUntil, summedUp } from '../report/timeline/columns.js';
import type { ViewData, ViewTask } from '../report/timeline/view-data.js';
import { eachVisible, type Pen } from './pen.js';
import type { Row, RowLabel } from './row.js';

const HEIGHT = 36;
const BAR_TOP = 9;
const BAR_HEIGHT = 16;

/** One task. */
export class TaskRow implements Row {
  readonly height = HEIGHT;
  readonly selection;
  private readonly from: Float64Array;

  constructor(
    private readonly data: ViewData,
    readonly task: ViewTask,
    at: number,
  ) {
    this.selection = { kind: 'task', at } as const;
    this.from = summedUp(task.from);
  }

  get title(): string {
    const { name, port } = this.task;
    if (port < 0) return `task ${name}`;
    return name === '' ? `server :${port}` : `task ${name} :${port}`;
  }

  label(cursorUs: number): RowLabel {
    const { crash, endUs } = this.data;
    const isStopped = crash !== '' && cursorUs >= endUs;
    return { title: this.title, note: isStopped ? 'stopped' : this.doingAt(cursorUs) };
  }

  /** What it is at. */
  doingAt(us: number): string {
    const i = countUntil(this.from, us) - 1;
    return i >= 0 && us <= this.from[i]! + this.task.us[i]! ? this.doing(i) : 'idle in select()';
  }

  draw(pen: Pen, top: number): void {
    const { palette } = pen;
    const { from } = this;
    const { us, whose } = this.task;
    pen.line(0, this.data.endUs, top + BAR_TOP + BAR_HEIGHT / 2, palette.line, false);
    const span = (i: number) => ({ fromUs: from[i]!, toUs: from[i]! + us[i]! });
    eachVisible(pen, from.length, span, (i) => {
      const { fromUs, toUs } = span(i);
      const texture = whose[i]! < 0 ? 'light' : 'hatched';
      pen.bar(fromUs, toUs, top + BAR_TOP, BAR_HEIGHT, palette.waits.task, texture);
      pen.words(this.doing(i), fromUs, toUs, top + BAR_TOP + BAR_HEIGHT / 2);
    });
  }

  private doing(i: number): string {
    const { words, clients } = this.data;
    const { what, on, whose } = this.task;
    const client = clients[whose[i]!];
    const doing = words[what[i]!]!;
    const waits = words[on[i]!]!;
    if (doing === '')
      return `${waits === '' ? 'busy' : waits}${client === undefined ? '' : ` for ${client}`}`;
    return `${doing}${client === undefined ? '' : ` of ${client}`}${waits === '' ? '' : `, waits: ${waits}`}`;
  }
}
