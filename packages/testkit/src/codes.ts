import { codeOfFault, type Fault, faults } from './fault.js';

/** Every code that the test kit gives, with what it means; `docs/reference/errors.md` is made from it. */
export const codes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(faults).map(([fault, { verdict, mend }]) => [
      codeOfFault(fault as Fault),
      `A component ${verdict}. ${mend}`,
    ]),
  ),
  GANX_TESTKIT: 'No failure: a warning that the test kit shows to loggers.',
};
