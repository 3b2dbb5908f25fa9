/** The colours of the scheme that the reader's system asks for; light on paper. */

import { DARK, LIGHT, type Palette } from '../report/timeline/colors.js';

const PLAIN = ['ground', 'raised', 'text', 'muted', 'line', 'accent', 'good', 'open', 'bad'] as const;

/** Which palette is in force. */
export class Theme {
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private isPrinting = false;

  /** `changed` is called whenever another one is. */
  constructor(changed: () => void) {
    const apply = (): void => {
      for (const name of PLAIN) document.documentElement.style.setProperty(`--${name}`, this.palette[name]);
      changed();
    };
    this.dark.addEventListener('change', apply);
    matchMedia('print').addEventListener('change', ({ matches }) => {
      this.isPrinting = matches;
      apply();
    });
    apply();
  }

  get palette(): Palette {
    return this.dark.matches && !this.isPrinting ? DARK : LIGHT;
  }
}
