/** What a pattern is compiled to, and where it goes on without taking a character. */

/** Whether something is so at a place of a text. */
export type Test = (text: string, at: number) => boolean;

/** One step: takes a character, forks, goes on if something holds where it is, or has matched. */
export type Instruction =
  | { readonly kind: 'char'; readonly fits: Test }
  | { readonly kind: 'if'; readonly holds: Test }
  | { readonly kind: 'fork'; first: number; second: number }
  | { readonly kind: 'match' };

/**
 * Goes all ways from one instruction that take no character, preferred ones first; true where one has matched, and those
 * less preferred are left out. `visit` is told of each instruction, and says whether it has been there.
 */
export function follow(
  program: readonly Instruction[],
  first: number,
  text: string,
  at: number,
  visit: (here: number, takesCharacter: boolean) => boolean,
): boolean {
  const stack = [first];
  for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
    const one = program[here]!;
    if (visit(here, one.kind === 'char')) continue;
    if (one.kind === 'match') return true;
    if (one.kind === 'if') {
      if (one.holds(text, at)) stack.push(here + 1);
    } else if (one.kind === 'fork') stack.push(one.second, one.first);
  }
  return false;
}
