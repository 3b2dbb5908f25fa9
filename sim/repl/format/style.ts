/** Colours, on a terminal only. */

/** What a piece of text is, not how it looks. */
export type Tone = 'prompt' | 'good' | 'bad' | 'warning' | 'faint' | 'strong';

const CODES: Readonly<Record<Tone, string>> = {
  prompt: '36',
  good: '32',
  bad: '31',
  warning: '33',
  faint: '2',
  strong: '1',
};

/** Dresses text. */
export type Style = (tone: Tone, text: string) => string;

/** Escape sequences. */
export const COLOURED: Style = (tone, text) => `\u001b[${CODES[tone]}m${text}\u001b[0m`;

/** No escape sequences. */
export const PLAIN: Style = (_tone, text) => text;
