/** Small deliberate faults in a source file, one at a time: what a slip of the hand would make of it. */

import ts from 'typescript';

/** One fault. */
export interface Mutant {
  /** Path of the file from the top of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Which kind of slip. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** What stands there, and what the fault makes of it. */
  readonly original: string;
  readonly replacement: string;
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

/** Every fault that can be made in a file. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: Mutant[] = [];
  const add = (kind: string, node: ts.Node, replacement: string): void => {
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ file, line, kind, start, end: node.end, original: node.getText(source), replacement });
  };
  const visit = (node: ts.Node): void => {
    if (isOnlyForPeople(node)) return;
    if (ts.isBinaryExpression(node)) {
      const swapped = OPERATORS.get(node.operatorToken.kind);
      const joinsText = node.operatorToken.kind === ts.SyntaxKind.PlusToken && hasText(node);
      if (swapped !== undefined && !joinsText) add('operator', node.operatorToken, swapped);
    } else if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent.parent)) {
      add('number', node, String(Number(node.text.replaceAll('_', '')) + 1));
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) add('truth', node, 'false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) add('truth', node, 'true');
    else if (ts.isIfStatement(node))
      add('condition', node.expression, `!(${node.expression.getText(source)})`);
    else if (ts.isExpressionStatement(node) && isCallThatCounts(node.expression)) add('call', node, ';');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The text of a file with the fault in it. */
export function withMutant(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
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
