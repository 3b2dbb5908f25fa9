/** Errors of the simulator itself, as opposed to conditions of the simulated device. */

/** A broken invariant inside the model: a bug of lwip-twin. Carries the state of the part that noticed it. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    message: string,
    readonly state?: unknown,
  ) {
    super(state === undefined ? message : `${message}: ${JSON.stringify(state)}`);
  }
}

/** A scenario asks for more than a run can hold; whoever knows where it is written says so there. */
export class TooMuchError extends Error {
  override readonly name = 'TooMuchError';
}

/** The run has come to something that lwip-twin does not model: the scenario is fine, the answer is not known. */
export class NotModelledError extends Error {
  override readonly name = 'NotModelledError';

  constructor(
    /** What it is, as the end of a sentence: `a websocket client that is redirected (status 301)`. */
    readonly what: string,
  ) {
    super(`not modelled: ${what}`);
  }
}

/** A mistake in a user's firmware module that the model notices. */
export class UserAppError extends Error {
  override readonly name = 'UserAppError';
  /** What stands in the module where the mistake is: the name of a field, or the function. */
  readonly written: WrittenCode | undefined;

  constructor(message: string, { written, ...options }: ErrorOptions & { written?: WrittenCode } = {}) {
    super(message, options);
    this.written = written;
  }
}

/** A field's name, or a function: its text is that of the module. */
export type WrittenCode = string | ((...args: never[]) => unknown);

/** A program uses what its release of the firmware does not have: in C it would not compile. The message says since when. */
export class NotAvailableError extends Error {
  override readonly name = 'NotAvailableError';
}

/**
 * The simulated device crashed: a CPU exception or a failed assertion of the firmware. Thrown by firmware models and
 * caught by the kernel, which ends the run with a `panic` trace record.
 */
export class DevicePanic extends Error {
  override readonly name = 'DevicePanic';

  constructor(
    /** As in the trace: `memory access fault`, or the text of the failed assertion. */
    readonly why: string,
    /** Faulting address; 0 for a NULL pointer. */
    readonly address = 0,
    /** Line to log at level E under tag `assert` before the panic, for a failed lwIP assertion. */
    readonly assertion?: string,
    /** The client whose connection it happened on, where that can be told. */
    readonly culprit?: { readonly client: string; readonly port: number },
  ) {
    super(why);
  }
}
