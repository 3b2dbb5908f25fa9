/** Errors of a user's module, with the file and line that they come from. */

import { scalarText } from '../document/value-text.js';
import type { Position } from '../document/place.js';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ScenarioError } from '../document/diagnostic.js';
import type { Diagnostic } from '../document/diagnostic.js';
import { NotAvailableError, UserAppError, type WrittenCode } from '../kernel/errors.js';

/** A place in some module. */
interface ModulePlace {
  readonly file: string;
  readonly position: Position;
}

const PLACE = /((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s()'"]*?):(\d+)(?::(\d+))?(?=[\s):]|$)/g;
const ESBUILD_MESSAGE = /ERROR: (.*)/;
const DEPENDENCIES = `${sep}node_modules${sep}`;

/** The error, placed in the user's module (or in one beside it); undefined if it does not come from there. */
export function moduleError(error: unknown, file: string): ScenarioError | undefined {
  const own = error instanceof UserAppError ? error.cause : error;
  const called = placesIn(own).find((one) => isBeside(one.file, file));
  const written = error instanceof UserAppError ? error.written : undefined;
  const place = writtenPlace(written, called, file) ?? called ?? syntaxPlace(error, file);
  if (place === undefined) return error instanceof UserAppError ? unplaced(error, file) : undefined;
  const text = readText(place.file);
  const diagnostic: Diagnostic = {
    code: own instanceof NotAvailableError ? 'not-available' : 'bad-module',
    message: messageOf(error),
    position: place.position,
    text: '',
  };
  return new ScenarioError(displayName(place.file, file), [diagnostic], text);
}

function unplaced(error: UserAppError, file: string): ScenarioError {
  return new ScenarioError(file, [{ code: 'bad-module', message: error.message, text: '' }]);
}

/** Places in the error's stack, innermost first. */
function placesIn(error: unknown): ModulePlace[] {
  if (!(error instanceof Error)) return [];
  const sites = callSites(error);
  if (sites !== undefined) return sites.map(originalPlace);
  return [...(error.stack ?? '').matchAll(PLACE)].map(([, file = '', line, column]) => {
    const place = { file: pathOf(file), position: { line: Number(line), column: Number(column ?? 1) } };
    return isInText(place) ? place : originalPlace(place);
  });
}

/** Places in the code that runs; undefined once somebody has looked at the stack, which fixes its text. */
function callSites(error: Error): ModulePlace[] | undefined {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  Error.prepareStackTrace = (_, sites) => sites;
  const stack: unknown = error.stack;
  if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
  else Object.defineProperty(Error, 'prepareStackTrace', before);
  if (!Array.isArray(stack)) return undefined;
  return (stack as NodeJS.CallSite[]).map((site) => ({
    file: pathOf(site.getFileName() ?? ''),
    position: { line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 },
  }));
}

/** The place in the file as written, where its code was made from TypeScript. */
function originalPlace(place: ModulePlace): ModulePlace {
  const { line, column } = place.position;
  const entry = findSourceMap(place.file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalLine' in entry)) return place;
  return { file: place.file, position: { line: entry.originalLine + 1, column: entry.originalColumn + 1 } };
}

/** Whether a place can be one of the file as written, and not of the code made from it. */
function isInText({ file, position }: ModulePlace): boolean {
  const line = readText(file).split('\n')[position.line - 1];
  return line !== undefined && position.column <= line.length + 1;
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

/** V8 does not tell the place of a syntax error in a module; `node --check` does. */
function syntaxPlace(error: unknown, file: string): ModulePlace | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const { stderr } = spawnSync(process.execPath, ['--check', resolve(file)], { encoding: 'utf8' });
  const line = /:(\d+)\r?$/m.exec(stderr)?.[1];
  return line === undefined
    ? undefined
    : { file: resolve(file), position: { line: Number(line), column: 1 } };
}

function isBeside(place: string, file: string): boolean {
  const folder = dirname(resolve(file));
  return place.startsWith(folder + sep) && !place.slice(folder.length).includes(DEPENDENCIES);
}

/** Where a field or a function stands; of several fields of a name, the first one behind the call that has got it. */
function writtenPlace(
  written: WrittenCode | undefined,
  called: ModulePlace | undefined,
  file: string,
): ModulePlace | undefined {
  if (written === undefined) return undefined;
  const place = called?.file ?? resolve(file);
  const text = readText(place);
  if (typeof written === 'function') return positionIn(text, place, text.indexOf(String(written)));
  const start = called === undefined ? 0 : offsetOf(text, called.position);
  const name = written.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = [...text.matchAll(new RegExp(`(?<![\\w$.])${name}(?=['"]?\\s*[:(,}])`, 'g'))];
  const one = found.find(({ index }) => index >= start) ?? found[0];
  return one && positionIn(text, place, one.index);
}

function offsetOf(text: string, { line, column }: Position): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, column - 1);
}

function positionIn(text: string, file: string, offset: number): ModulePlace | undefined {
  if (offset < 0) return undefined;
  const lines = text.slice(0, offset).split('\n');
  return { file, position: { line: lines.length, column: lines.at(-1)!.length + 1 } };
}

/** A file beside the module, named as the module is named. */
function displayName(place: string, file: string): string {
  return place === resolve(file) ? file : relative(process.cwd(), place);
}

function messageOf(error: unknown): string {
  if (error instanceof UserAppError) return error.message;
  if (error instanceof NotAvailableError) return error.message;
  if (!(error instanceof Error)) return `threw ${scalarText(error)}`;
  const transform = ESBUILD_MESSAGE.exec(error.message)?.[1];
  if (transform !== undefined) return transform;
  return `${error.name}: ${error.message.split('\n', 1)[0] ?? ''}`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
