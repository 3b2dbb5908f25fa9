/** Small deliberate faults in a source file: what a slip of the hand would make of it. */

import ts from 'typescript';

/** One fault. */
export interface Fault {
  /** Path of the file from the top of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Which kind of slip. */
  readonly kind: 'operator' | 'number' | 'truth' | 'condition' | 'call';
  /** Offset of what is mistaken. */
  readonly start: number;
  /** What stands there, and what the fault makes of it. */
  readonly original: string;
  readonly replacement: string;
}

/** The room that a fault stands in: `sim/lwip`. */
export function roomOf({ file }: Fault): string {
  return file.split('/').slice(0, 2).join('/');
}

/** Operators, and what each is mistaken for. */
const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '+'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusEqualsToken, '-='],
  [ts.SyntaxKind.MinusEqualsToken, '+='],
]);

/** Operators that do not always look at their right side, or that change their left one. */
const LAZY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.PlusEqualsToken,
  ts.SyntaxKind.MinusEqualsToken,
]);

/** Every fault that can be made in a file. */
export function faultsOf(file: string, text: string): Fault[] {
  const source = parse(file, text);
  const found: Fault[] = [];
  const visit = (node: ts.Node): void => {
    if (isOnlyForPeople(node)) return;
    const fault = faultAt(node, source);
    if (fault !== undefined) {
      const { kind, place, replacement } = fault;
      const start = place.getStart(source);
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      found.push({ file, line, kind, start, original: place.getText(source), replacement });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * The text of a file in which every given fault is a branch, taken where `isMade(NUMBER)` says so. Faults that stand
 * in one another keep apart.
 *
 * @param numbered Faults of this file, by their number.
 * @param isMade Name of the function that is asked.
 * @param joined Name of the function that joins two values: `joined(NUMBER, left, right, (a, b) => …, (a, b) => …)`, as
 *   it is meant and as it is mistaken.
 */
export function withFaults(
  file: string,
  text: string,
  numbered: ReadonlyMap<number, Fault>,
  isMade: string,
  joined: string,
): string {
  const source = parse(file, text);
  const numbers = new Map([...numbered].map(([number, { kind, start }]) => [`${kind} ${start}`, number]));
  const numberOf = (kind: Fault['kind'], place: ts.Node): number | undefined =>
    numbers.get(`${kind} ${place.getStart(source)}`);

  const render = (node: ts.Node): string => {
    const fault = isOnlyForPeople(node) ? undefined : faultAt(node, source);
    const number = fault && numberOf(fault.kind, fault.place);
    if (fault === undefined || number === undefined) return plain(node);
    const asked = `${isMade}(${number})`;
    switch (fault.kind) {
      case 'operator': {
        const { left, right, operatorToken } = node as ts.BinaryExpression;
        const [before, after] = [render(left), render(right)];
        const gap = text.slice(left.end, operatorToken.getStart(source));
        const rest = text.slice(operatorToken.end, right.getStart(source));
        const [wrong, proper] = [fault.replacement, operatorToken.getText(source)];
        if (LAZY.has(operatorToken.kind)) {
          const both = (operator: string): string => before + gap + operator + rest + after;
          return `(${asked} ? (${both(wrong)}) : (${both(proper)}))`;
        }
        const meant = (operator: string): string => `(a, b) => a ${operator} b`;
        return `${joined}(${number}, ${before},${gap}${rest}${after}, ${meant(proper)}, ${meant(wrong)})`;
      }
      case 'condition': {
        const { expression } = node as ts.IfStatement;
        return plain(node, (child) =>
          child === expression ? `${asked} !== Boolean(${render(child)})` : render(child),
        );
      }
      case 'call':
        return `(${asked} || (${render((node as ts.ExpressionStatement).expression)}));`;
      case 'number': {
        const either = `${asked} ? ${fault.replacement} : ${plain(node)}`;
        const isName = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
        return isName ? `[${either}]` : `(${either})`;
      }
      case 'truth':
        return `(${asked} ? ${fault.replacement} : ${plain(node)})`;
    }
  };

  /** A node without a fault of its own. */
  const plain = (node: ts.Node, renderChild = render): string => {
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => {
      if (child.pos < child.end) children.push(child);
    });
    let out = '';
    let at = node.getStart(source);
    for (const child of children.sort((a, b) => a.pos - b.pos)) {
      out += text.slice(at, child.getStart(source)) + renderChild(child);
      at = child.end;
    }
    return out + text.slice(at, node.end);
  };

  return text.slice(0, source.getStart(source)) + plain(source);
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
}

/** The fault that can be made at a node, and the part of it that is mistaken. */
function faultAt(
  node: ts.Node,
  source: ts.SourceFile,
): (Pick<Fault, 'kind' | 'replacement'> & { readonly place: ts.Node }) | undefined {
  if (ts.isBinaryExpression(node)) {
    const replacement = OPERATORS.get(node.operatorToken.kind);
    const joinsText = node.operatorToken.kind === ts.SyntaxKind.PlusToken && hasText(node);
    if (replacement === undefined || joinsText) return undefined;
    return { kind: 'operator', place: node.operatorToken, replacement };
  }
  if (ts.isNumericLiteral(node)) {
    return { kind: 'number', place: node, replacement: String(Number(node.text) + 1) };
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'truth', place: node, replacement: 'false' };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'truth', place: node, replacement: 'true' };
  if (ts.isIfStatement(node)) {
    const place = node.expression;
    return { kind: 'condition', place, replacement: `!(${place.getText(source)})` };
  }
  if (ts.isExpressionStatement(node) && isCallThatCounts(node.expression))
    return { kind: 'call', place: node, replacement: ';' };
  return undefined;
}

/** Types, imports and messages of broken invariants: no fault there changes what a run does. */
function isOnlyForPeople(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  return (
    ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'ModelError'
  );
}

function hasText({ left, right }: ts.BinaryExpression): boolean {
  const isText = (one: ts.Expression): boolean =>
    ts.isStringLiteralLike(one) ||
    ts.isTemplateExpression(one) ||
    (ts.isBinaryExpression(one) && hasText(one));
  return isText(left) || isText(right);
}

function isCallThatCounts(expression: ts.Expression): boolean {
  if (ts.isYieldExpression(expression) && expression.expression)
    return isCallThatCounts(expression.expression);
  // super() must be called.
  return ts.isCallExpression(expression) && expression.expression.kind !== ts.SyntaxKind.SuperKeyword;
}
