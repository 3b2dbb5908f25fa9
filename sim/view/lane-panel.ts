/**
 * A panel of rows: a canvas that is as large as what can be seen, and labels for the rows that can be seen. However many
 * rows there are, only those are made and drawn, and the canvas only where more has changed than the cursor and what is selected.
 */

import { el } from './dom.js';
import { Pen } from './pen.js';
import { attachPointer } from './pointer.js';
import type { Row, RowLabel } from './row.js';
import type { Theme } from './theme.js';
import { isSame, type Selection, type ViewState } from './view-state.js';

/** What a panel belongs to. */
interface Place {
  readonly state: ViewState;
  readonly theme: Theme;
}

/** One panel. */
export class LanePanel {
  readonly element: HTMLElement;
  private readonly spacer = el('div', { class: 'spacer', role: 'presentation' });
  private readonly canvas = el('canvas', { class: 'plot', 'aria-hidden': 'true' });
  private readonly labels = el('div', { class: 'labels', role: 'presentation' });
  private readonly highlight = el('div', { class: 'highlight', 'aria-hidden': 'true' });
  private readonly cursor = el('div', { class: 'cursor', 'aria-hidden': 'true' });
  private readonly tiles = new Map<string, CanvasPattern>();
  private rows: readonly Row[] = [];
  /** Upper edges of all rows, and the lower edge of the last. */
  private tops: number[] = [0];
  private palette: unknown;
  /** As the page was laid out last: asking in the middle of a frame would have it laid out once more. */
  private size = { width: 0, height: 0, scrollTop: 0 };
  /** What the canvas shows. */
  private drawn: readonly unknown[] = [];

  constructor(
    private readonly place: Place,
    private readonly name: string,
    title: string,
  ) {
    this.element = el(
      'div',
      { class: `panel ${name}`, role: 'listbox', tabindex: 0, 'aria-label': title, id: name },
      this.spacer,
    );
    this.spacer.append(this.highlight, this.canvas, this.cursor, this.labels);
    const { state } = place;
    this.element.addEventListener('scroll', () => this.measure());
    const sizes = new ResizeObserver(() => this.measure());
    sizes.observe(this.element);
    sizes.observe(this.canvas);
    attachPointer(this.canvas, state, (y) => this.rowAt(y)?.selection);
    state.onChange(() => this.draw());
  }

  /** Shows other rows. */
  setRows(rows: readonly Row[]): void {
    this.rows = rows;
    this.drawn = [];
    this.tops = [0];
    for (const { height } of rows) this.tops.push(this.tops.at(-1)! + height);
    this.spacer.style.height = `${this.tops.at(-1)!}px`;
    this.element.style.setProperty('--rows', `${this.tops.at(-1)! + 2}px`);
    this.place.state.changed();
  }

  /** The selections of its rows, in order. */
  get selections(): readonly Row['selection'][] {
    return this.rows.map(({ selection }) => selection);
  }

  /** Scrolls to the selected row, if that is here. */
  reveal(): void {
    const at = this.rows.findIndex(({ selection }) => isSame(selection, this.place.state.shown.selection));
    if (at < 0 || this.place.state.shown.selection === undefined) return;
    const { element } = this;
    const [top, bottom] = [this.tops[at]!, this.tops[at + 1]!];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom - element.clientHeight;
  }

  private measure(): void {
    const { element, canvas } = this;
    this.size = {
      width: canvas.clientWidth,
      height: element.clientHeight,
      scrollTop: element.scrollTop,
    };
    this.place.state.changed();
  }

  private rowAt(y: number): Row | undefined {
    return this.rows[this.firstAt(y + this.element.scrollTop)];
  }

  private firstAt(y: number): number {
    let at = 0;
    let end = this.rows.length;
    while (at < end) {
      const middle = (at + end) >> 1;
      if (this.tops[middle + 1]! <= y) at = middle + 1;
      else end = middle;
    }
    return at;
  }

  private draw(): void {
    const { shown } = this.place.state;
    const { width, height, scrollTop } = this.size;
    if (width === 0 || height === 0) return;
    const first = this.firstAt(scrollTop);
    const visible: number[] = [];
    for (let i = first; i < this.rows.length && this.tops[i]! - scrollTop <= height; i++) visible.push(i);
    this.drawRows(visible, width, height, scrollTop);
    const { fromUs, toUs } = shown.range;
    const at = Math.round(((shown.cursorUs - fromUs) / (toUs - fromUs)) * width);
    this.cursor.style.transform = `translate(${Math.min(at, width - 2)}px, ${scrollTop}px)`;
    this.cursor.style.height = `${height}px`;
    this.cursor.hidden = at < 0 || at > width;
    this.showLabels(visible);
  }

  /** Draws what can be seen, unless it is there already. */
  private drawRows(visible: readonly number[], width: number, height: number, scrollTop: number): void {
    const { canvas, rows, tops } = this;
    const { state, theme } = this.place;
    const { range } = state.shown;
    const { palette } = theme;
    const ratio = devicePixelRatio;
    const look = [range.fromUs, range.toUs, width, height, ratio, scrollTop, palette, rows];
    if (look.every((one, i) => one === this.drawn[i])) return;
    this.drawn = look;
    if (palette !== this.palette) this.tiles.clear();
    this.palette = palette;
    canvas.style.height = `${height}px`;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      this.tiles.clear();
    }
    const context = canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pen = new Pen(context, palette, range, width, this.tiles);
    for (const i of visible) drawRow(pen, rows[i]!, tops[i]! - scrollTop);
  }

  private showLabels(visible: readonly number[]): void {
    const { labels, name, rows, tops } = this;
    const { cursorUs, selection } = this.place.state.shown;
    let active: string | undefined;
    this.highlight.hidden = true;
    while (labels.childElementCount > visible.length) labels.lastElementChild!.remove();
    visible.forEach((i, at) => {
      const row = rows[i]!;
      const label = (labels.children[at] as HTMLElement | undefined) ?? labels.appendChild(this.newLabel());
      if (label.dataset['at'] !== String(i)) {
        label.id = `${name}-${i}`;
        label.dataset['at'] = String(i);
        label.setAttribute('aria-posinset', String(i + 1));
      }
      fillLabel(label, row.label(cursorUs));
      label.style.top = `${tops[i]!}px`;
      label.style.height = `${row.height}px`;
      const isChosen = isSelected(row, selection);
      setAttribute(label, 'aria-selected', String(isChosen));
      setAttribute(label, 'aria-setsize', String(rows.length));
      if (!isChosen) return;
      active = label.id;
      this.highlight.hidden = false;
      this.highlight.style.top = label.style.top;
      this.highlight.style.height = label.style.height;
    });
    if (active === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', active);
  }

  private newLabel(): HTMLElement {
    const label = el(
      'div',
      { class: 'label', role: 'option' },
      el('span', { class: 'sign', 'aria-hidden': 'true' }),
      el('span', { class: 'title' }),
      el('span', { class: 'note' }),
    );
    label.addEventListener('click', () => {
      const row = this.rows[Number(label.dataset['at'])];
      if (row?.selection !== undefined) this.place.state.set({ selection: row.selection });
    });
    return label;
  }
}

function drawRow(pen: Pen, row: Row, top: number): void {
  const { context, palette, width } = pen;
  row.draw(pen, top);
  context.fillStyle = palette.line;
  context.globalAlpha = 0.6;
  context.fillRect(0, top + row.height - 1, width, 1);
  context.globalAlpha = 1;
}

function isSelected(row: Row, selection: Selection | undefined): boolean {
  return row.selection !== undefined && isSame(row.selection, selection);
}

/** Styles are looked at anew even where an attribute is set to what it is. */
function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function fillLabel(label: HTMLElement, { title, note, sign = '', worth }: RowLabel): void {
  const text = `${title} ${note}`;
  if (label.title !== text) label.title = text;
  setAttribute(label, 'data-worth', worth ?? '');
  [sign, title, note].forEach((one, i) => {
    const part = label.children[i]!;
    if (part.textContent !== one) part.textContent = one;
  });
}
