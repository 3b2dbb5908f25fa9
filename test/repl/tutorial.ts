/** The tutorial in docs/repl.md: its scenario, and its dialogues as prompts, commands and answers. */

import { readFileSync, writeFileSync } from 'node:fs';

/** One command of a dialogue, with what stands around it in the document. */
export interface Exchange {
  readonly prompt: string;
  readonly command: string;
  readonly answer: readonly string[];
}

export const TUTORIAL = new URL('../../docs/repl.md', import.meta.url);

const FENCE = /^```(\w+)\n([^]*?)^```$/gm;
const PROMPT = /^([\d.]+s[^>]*>) (.*)$/;

/** The blocks of a kind. */
export function blocks(markdown: string, kind: string): string[] {
  return [...markdown.matchAll(FENCE)].filter((match) => match[1] === kind).map((match) => match[2]!);
}

/** The scenario and the dialogue of the tutorial. */
export function readTutorial(): { readonly scenario: string; readonly exchanges: readonly Exchange[] } {
  const markdown = readFileSync(TUTORIAL, 'utf8');
  const exchanges: { prompt: string; command: string; answer: string[] }[] = [];
  for (const line of blocks(markdown, 'console').join('').trimEnd().split('\n')) {
    const match = PROMPT.exec(line);
    if (match !== null) exchanges.push({ prompt: match[1]!, command: match[2]!, answer: [] });
    else exchanges.at(-1)!.answer.push(line);
  }
  return { scenario: blocks(markdown, 'yaml')[0]!, exchanges };
}

/** Writes what the REPL says now into the document. `ask` gives the prompt, and the answer to a command. */
export async function rewriteTutorial(
  ask: (command: string) => Promise<{ prompt: string; answer: readonly string[] }>,
): Promise<void> {
  let markdown = readFileSync(TUTORIAL, 'utf8');
  for (const block of blocks(markdown, 'console')) {
    const lines: string[] = [];
    for (const line of block.split('\n')) {
      const command = PROMPT.exec(line)?.[2];
      if (command === undefined) continue;
      const { prompt, answer } = await ask(command);
      lines.push(`${prompt} ${command}`, ...answer);
    }
    markdown = markdown.replace(`\`\`\`console\n${block}`, () => `\`\`\`console\n${lines.join('\n')}\n`);
  }
  writeFileSync(TUTORIAL, markdown);
}
