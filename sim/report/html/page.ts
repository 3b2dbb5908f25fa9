/**
 * Pages that are one file: nothing is loaded, and by their own policy nothing can be. The one script and the one style are
 * named by their hashes; whatever else looks like a script is not run.
 */

import { escapedHtml, policyHash } from './html-text.js';

/** The browser program and its style, as they are bundled. */
export interface ViewAssets {
  readonly script: string;
  readonly style: string;
}

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  /** Markup. */
  readonly body: string;
  readonly style: string;
  /** Absent: the page runs nothing. */
  readonly script?: string;
  /** It comes from a server of ours and may ask that one, and nobody else. */
  readonly asksItsServer?: boolean;
}

/** A whole page. */
export function htmlPage({ title, body, style, script, asksItsServer = false }: PageParts): string {
  const scripts = script === undefined ? "'none'" : policyHash(script);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${policyHash(style)}`,
    ...(asksItsServer ? ["connect-src 'self'", "img-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapedHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    body,
    ...(script === undefined ? [] : [`<script>${script}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
