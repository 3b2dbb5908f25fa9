/** Arguments that can't be what the user meant; ends the command with its message and {@link ExitStatus.badInput}. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
