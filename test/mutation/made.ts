/** Which fault is made in this process, and which places of faults it has come by. Bundled with what is judged. */

import process from 'node:process';

/** The environment variable that names the fault that is made from the start; without it none is. */
export const FAULT_VARIABLE = 'LWIP_TWIN_FAULT';

let made = Number(process.env[FAULT_VARIABLE] ?? -1);
const reached = new Set<number>();

/** Asked at the place of each fault, by the code that `withFaults` writes (`faults.ts`). */
export function isMade(fault: number): boolean {
  reached.add(fault);
  return fault === made;
}

/** Makes another fault from now on; undefined: none. What was worked out before stays as it is. */
export function make(fault: number | undefined): void {
  made = fault ?? -1;
}

/** Two values joined as it is meant, or as the fault has it. A place where both come to the same is not reached. */
export function joined<A, B, C>(
  fault: number,
  a: A,
  b: B,
  meant: (a: A, b: B) => C,
  mistaken: (a: A, b: B) => C,
): C {
  const [proper, wrong] = [meant(a, b), mistaken(a, b)];
  if (Object.is(proper, wrong)) return proper;
  return isMade(fault) ? wrong : proper;
}

/** The places that were reached since this was asked last. */
export function takeReached(): number[] {
  const taken = [...reached];
  reached.clear();
  return taken;
}
