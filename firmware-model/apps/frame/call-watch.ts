/** Watches what a user's module calls: a call that can block does nothing until somebody runs it by `yield*`. */

import { suggestion } from '../../../sim/document/suggest.js';
import { UserAppError } from '../../../sim/kernel/errors.js';

/** A call whose result nobody has run yet. */
export interface PendingCall {
  readonly name: string;
  /** Made where it was called. */
  readonly place: Error;
}

/** The blocking calls of one module on one device. */
export class CallWatch {
  private readonly calls = new Map<object, PendingCall>();

  /** Calls that nobody has run yet, oldest first. */
  get pending(): readonly PendingCall[] {
    return [...this.calls.values()];
  }

  /** The call that a value comes from, while nobody has run it. */
  of(value: unknown): PendingCall | undefined {
    return typeof value === 'object' && value !== null ? this.calls.get(value) : undefined;
  }

  /** A call that a task will run. */
  handedOn<T extends object>(value: T): T {
    this.calls.delete(value);
    return value;
  }

  /** The same functions, each call noted; `called` is what a module calls them all together: `esp`. */
  watched<T extends object>(called: string, api: T): T {
    const entries = Object.entries(api).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'function' ? this.noted(name, value as (...args: unknown[]) => unknown) : value,
    ]);
    return new Proxy(Object.fromEntries(entries) as T, {
      get(all, name) {
        if (typeof name === 'string' && !(name in all)) throw unknownName(called, name, Object.keys(all));
        return Reflect.get(all, name) as unknown;
      },
    });
  }

  private noted(name: string, call: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
    const noted = (...args: unknown[]): unknown => {
      const result = call(...args);
      if (isGenerator(result)) {
        // `noted` itself is no place of the module's.
        const place = new Error('called here');
        this.calls.set(result, { name, place });
        const next = result.next.bind(result);
        result.next = (...values) => {
          this.calls.delete(result);
          return next(...values);
        };
      }
      return result;
    };
    return noted;
  }
}

/** In C it would not compile. */
function unknownName(called: string, name: string, known: readonly string[]): UserAppError {
  const message = `${called} has no ${name}: ${suggestion(name, known)}`;
  return new UserAppError(message, { cause: new Error('named here') });
}

function isGenerator(value: unknown): value is Generator {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;
}
