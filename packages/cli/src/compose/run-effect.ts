import { Cause, Effect, Exit } from 'effect';

/** Runs a program and throws what it failed with as it is: a typed failure, or a defect. */
export async function runEffect<A, E>(program: Effect.Effect<A, E>): Promise<A> {
  const exit = await Effect.runPromiseExit(program);
  if (Exit.isSuccess(exit)) return exit.value;
  throw Cause.squash(exit.cause);
}
