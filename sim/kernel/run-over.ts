/**
 * Thrown through a task's code that is in the middle of plain code (which cannot be left by `yield`) when the run ends or
 * the task is deleted meanwhile. The kernel catches it; nothing else may.
 */
export class RunOver extends Error {
  override readonly name = 'RunOver';

  constructor() {
    super('the run is over');
  }
}
