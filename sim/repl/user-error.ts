/** Something that the person at the keyboard got wrong. It ends the command, never the session. */

export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    /** What would be right. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
