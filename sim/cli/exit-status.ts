/** Exit statuses of the command; with several reasons the highest counts. */

/** What the command ends with. */
export const ExitStatus = {
  ok: 0,
  /** An expectation failed, or a limit is not what it was. */
  failed: 1,
  /** Wrong arguments, a scenario that can't be read or run, an output that can't be written. */
  badInput: 2,
  /** The simulated device crashed. */
  panic: 3,
  /** The simulated device hangs: tasks run without end in one instant. */
  livelock: 4,
  /** A bug of lwip-twin itself (EX_SOFTWARE of sysexits.h). */
  internal: 70,
} as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** The higher of two. */
export function worse(a: ExitStatus, b: ExitStatus): ExitStatus {
  return a > b ? a : b;
}
