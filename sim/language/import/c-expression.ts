/** Integer constant expressions of C, as `#if` and `#define` have them. */

/** What an expression may refer to. */
export interface Names {
  /** Value of an object-like macro; undefined if it has none that is a number. */
  value(name: string): number | undefined;
  isDefined(name: string): boolean;
}

/** Why an expression has no value. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)(?![\w.])|([A-Za-z_]\w*)|(<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>!~&|^?:(),]))/y;
const TYPE_NAME = /^(?:[us](?:8|16|32)_t|u?int(?:8|16|32|64)?_t|size_t|int|long|short|char|unsigned|signed)$/;
const MAX_TOKENS = 2000;

type BinaryRule = readonly [precedence: number, apply: (a: number, b: number) => number];

const BINARY: ReadonlyMap<string, BinaryRule> = new Map<string, BinaryRule>([
  ['||', [1, (a, b) => (a !== 0 || b !== 0 ? 1 : 0)]],
  ['&&', [2, (a, b) => (a !== 0 && b !== 0 ? 1 : 0)]],
  ['|', [3, (a, b) => Number(BigInt(a) | BigInt(b))]],
  ['^', [4, (a, b) => Number(BigInt(a) ^ BigInt(b))]],
  ['&', [5, (a, b) => Number(BigInt(a) & BigInt(b))]],
  ['==', [6, (a, b) => Number(a === b)]],
  ['!=', [6, (a, b) => Number(a !== b)]],
  ['<', [7, (a, b) => Number(a < b)]],
  ['>', [7, (a, b) => Number(a > b)]],
  ['<=', [7, (a, b) => Number(a <= b)]],
  ['>=', [7, (a, b) => Number(a >= b)]],
  ['<<', [8, (a, b) => shifted(a, b)]],
  ['>>', [8, (a, b) => Math.floor(a / shifted(1, b))]],
  ['+', [9, (a, b) => a + b]],
  ['-', [9, (a, b) => a - b]],
  ['*', [10, (a, b) => a * b]],
  ['/', [10, (a, b) => Math.trunc(a / nonZero(b))]],
  ['%', [10, (a, b) => a % nonZero(b)]],
]);

const MAX_SHIFT = 52;

/** The value of an expression; throws {@link ExpressionError}. */
export function evaluate(text: string, names: Names): number {
  const parser = new ExpressionParser(tokensOf(text), names);
  return parser.whole();
}

/** Names that an expression mentions. */
export function namesIn(text: string): string[] {
  return text.match(/\b[A-Za-z_]\w*/g) ?? [];
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match)
      throw new ExpressionError(`"${source.slice(at).trim().slice(0, 1)}" has no place in a number`);
    tokens.push(match[1] ?? match[3] ?? match[4] ?? '');
    if (tokens.length > MAX_TOKENS) throw new ExpressionError('too long');
  }
  return tokens;
}

class ExpressionParser {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly names: Names,
  ) {}

  whole(): number {
    if (this.tokens.length === 0) throw new ExpressionError('it is empty');
    const value = this.conditional();
    const rest = this.tokens[this.at];
    if (rest !== undefined) throw new ExpressionError(`"${rest}" is one too many`);
    if (!Number.isSafeInteger(value)) throw new ExpressionError('the number is too large');
    return value;
  }

  private conditional(): number {
    const condition = this.binary(1);
    if (!this.take('?')) return condition;
    const yes = this.conditional();
    this.expect(':');
    const no = this.conditional();
    return condition !== 0 ? yes : no;
  }

  private binary(least: number): number {
    let left = this.unary();
    for (;;) {
      const rule = BINARY.get(this.tokens[this.at] ?? '');
      if (rule === undefined || rule[0] < least) return left;
      this.at += 1;
      left = rule[1](left, this.binary(rule[0] + 1));
    }
  }

  private unary(): number {
    if (this.take('-')) return -this.unary();
    if (this.take('+')) return this.unary();
    if (this.take('!')) return this.unary() === 0 ? 1 : 0;
    if (this.take('~')) return -this.unary() - 1;
    if (this.tokens[this.at] === '(' && TYPE_NAME.test(this.tokens[this.at + 1] ?? '') && this.isCast())
      return this.unary();
    return this.primary();
  }

  private isCast(): boolean {
    let end = this.at + 1;
    while (TYPE_NAME.test(this.tokens[end] ?? '')) end += 1;
    if (this.tokens[end] !== ')') return false;
    this.at = end + 1;
    return true;
  }

  private primary(): number {
    const token = this.tokens[this.at];
    if (token === undefined) throw new ExpressionError('it ends too early');
    this.at += 1;
    if (token === '(') {
      const value = this.conditional();
      this.expect(')');
      return value;
    }
    if (/^\d/.test(token)) return Number(/^0\d/.test(token) ? `0o${token.slice(1)}` : token);
    if (!/^\w/.test(token)) throw new ExpressionError(`unexpected "${token}"`);
    if (token === 'defined') return this.defined();
    if (this.tokens[this.at] === '(') return this.call(token);
    const value = this.names.value(token);
    if (value === undefined) throw new ExpressionError(`${token} has no value here`);
    return value;
  }

  private defined(): number {
    const inParentheses = this.take('(');
    const name = this.tokens[this.at++] ?? '';
    if (inParentheses) this.expect(')');
    return this.names.isDefined(name) ? 1 : 0;
  }

  /** lwIP's own two; others are not known here. */
  private call(name: string): number {
    if (name !== 'LWIP_MIN' && name !== 'LWIP_MAX') throw new ExpressionError(`${name}() is not known here`);
    this.expect('(');
    const first = this.conditional();
    this.expect(',');
    const second = this.conditional();
    this.expect(')');
    return name === 'LWIP_MIN' ? Math.min(first, second) : Math.max(first, second);
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new ExpressionError(`"${token}" is missing`);
  }
}

function nonZero(value: number): number {
  if (value === 0) throw new ExpressionError('division by zero');
  return value;
}

function shifted(value: number, by: number): number {
  if (by < 0 || by > MAX_SHIFT) throw new ExpressionError('a shift that is too far');
  return value * 2 ** by;
}
