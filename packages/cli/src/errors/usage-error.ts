/** The command line is wrong: an unknown command, flag or a missing argument. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    readonly code:
      | 'GANX_CLI_COMMAND'
      | 'GANX_CLI_FLAG'
      | 'GANX_CLI_ARGUMENT'
      | 'GANX_CLI_EXISTS'
      | 'GANX_CLI_TESTKIT',
    message: string,
    readonly suggestions: readonly string[] = [],
  ) {
    super(message);
  }
}
