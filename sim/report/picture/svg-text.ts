/** Small parts of SVG. */

import { escapedHtml } from '../html/html-text.js';

/** Attributes of an element, in order. */
type Attributes = Readonly<Record<string, string | number>>;

/** An element; numbers with at most one decimal. */
export function tag(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  return inside.length === 0
    ? `<${name}${words.join('')}/>`
    : `<${name}${words.join('')}>${inside.join('')}</${name}>`;
}

/** Text at a place; `y` is its base line. */
export function words(text: string, x: number, y: number, style = ''): string {
  return tag('text', { x, y, ...(style === '' ? {} : { class: style }) }, escapedHtml(text));
}

function attribute(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : escapedHtml(value);
}
