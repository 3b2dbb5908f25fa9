/**
 * A panel of rows: a canvas that is as large as what can be seen, and labels for the rows that can be seen. However many
 * rows there are, only those are made and drawn.
 */

import { el } from './dom.js';
import { Pen } from './pen.js';
import { attachPointer } from './pointer.js';
import type { Row, RowLabel } from './row.js';
import type { Theme } from './theme.js';
import { isSame, type ViewState } from './view-state.js';

const SELECTED_ALPHA = 0.13;

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
  private readonly tiles = new Map<string, CanvasPattern>();
  private rows: readonly Row[] = [];
  /** Upper edges of all rows, and the lower edge of the last. */
  private tops: number[] = [0];
  private palette: unknown;

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
    this.spacer.append(this.canvas, this.labels);
    const { state } = place;
    this.element.addEventListener('scroll', () => state.changed());
    new ResizeObserver(() => state.changed()).observe(this.element);
    attachPointer(this.canvas, state, (y) => this.rowAt(y)?.selection);
    state.onChange(() => this.draw());
  }

  /** Shows other rows. */
  setRows(rows: readonly Row[]): void {
    this.rows = rows;
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
    const { element, canvas } = this;
    const { state, theme } = this.place;
    const { shown } = state;
    const { palette } = theme;
    if (palette !== this.palette) this.tiles.clear();
    this.palette = palette;
    const height = element.clientHeight;
    const width = canvas.clientWidth;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    canvas.style.height = `${height}px`;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      this.tiles.clear();
    }
    const context = canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pen = new Pen(context, palette, shown.range, width, this.tiles);
    const { scrollTop } = element;
    const visible: number[] = [];
    for (let i = this.firstAt(scrollTop); i < this.rows.length; i++) {
      const top = this.tops[i]! - scrollTop;
      if (top > height) break;
      visible.push(i);
      this.drawRow(pen, this.rows[i]!, top);
    }
    context.fillStyle = palette.accent;
    context.fillRect(Math.round(pen.x(shown.cursorUs)) - 0.5, 0, 1.5, height);
    this.showLabels(visible);
  }

  private drawRow(pen: Pen, row: Row, top: number): void {
    const { context, palette, width } = pen;
    const { selection } = this.place.state.shown;
    if (row.selection !== undefined && isSame(row.selection, selection)) {
      context.globalAlpha = SELECTED_ALPHA;
      context.fillStyle = palette.accent;
      context.fillRect(0, top, width, row.height);
      context.globalAlpha = 1;
    }
    row.draw(pen, top);
    context.fillStyle = palette.line;
    context.globalAlpha = 0.6;
    context.fillRect(0, top + row.height - 1, width, 1);
    context.globalAlpha = 1;
  }

  private showLabels(visible: readonly number[]): void {
    const { labels, name, rows, tops } = this;
    const { cursorUs, selection } = this.place.state.shown;
    let active: string | undefined;
    while (labels.childElementCount > visible.length) labels.lastElementChild!.remove();
    visible.forEach((i, at) => {
      const row = rows[i]!;
      const label = (labels.children[at] as HTMLElement | undefined) ?? labels.appendChild(this.newLabel());
      const isSelected = row.selection !== undefined && isSame(row.selection, selection);
      label.id = `${name}-${i}`;
      label.dataset['at'] = String(i);
      label.style.top = `${tops[i]!}px`;
      label.style.height = `${row.height}px`;
      label.setAttribute('aria-selected', String(isSelected));
      label.setAttribute('aria-posinset', String(i + 1));
      label.setAttribute('aria-setsize', String(rows.length));
      if (isSelected) active = label.id;
      fillLabel(label, row.label(cursorUs));
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

function fillLabel(label: HTMLElement, { title, note, sign = '', worth }: RowLabel): void {
  const text = `${title} ${note}`;
  if (label.title !== text) label.title = text;
  label.dataset['worth'] = worth ?? '';
  [sign, title, note].forEach((one, i) => {
    const part = label.children[i]!;
    if (part.textContent !== one) part.textContent = one;
  });
}
