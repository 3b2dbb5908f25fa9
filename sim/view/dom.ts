/** Elements by name, class and text. Text is always text: nothing of a run ever becomes markup. */

type Child = Node | string;

/** Attributes; `class` and `text` as HTML calls them. */
interface Attributes {
  readonly [name: string]: string | number | undefined;
}

/** Makes an element. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', 'aria-label': label, title: label }, text);
  element.addEventListener('click', act);
  return element;
}

/** A coloured mark beside a word. */
export function swatch(color: string): HTMLElement {
  const element = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  element.style.background = color;
  return element;
}
