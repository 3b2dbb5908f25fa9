/**
 * Some of Node's own modules are loaded when something of them is first used: with each come others, and most commands
 * are over without. They are those that nobody changes, or looks at as a whole.
 */

const LATE: ReadonlySet<string> = new Set([
  'node:child_process',
  'node:inspector',
  'node:os',
  'node:tty',
  'node:v8',
  'node:worker_threads',
]);

/** A `require` that puts off what Node would have to load; everything else comes as ever. */
export function lazily(require: NodeJS.Require): (name: string) => unknown {
  return (name) => {
    if (!LATE.has(name)) return require(name) as unknown;
    const load = (): object => require(name) as object;
    return new Proxy({}, { get: (_, key) => Reflect.get(load(), key) as unknown });
  };
}
