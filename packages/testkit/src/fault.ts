import type { ComponentKind } from '@ganx/core/plugin';

/** What can be wrong with a component: a short verdict, and what its author can do. */
export const faults = {
  definition: {
    verdict: 'is not defined as it should be',
    mend: 'Mend the definition: a kebab-case type, a sentence as description, closed and described options in camelCase.',
  },
  example: {
    verdict: 'has an example that is not valid',
    mend: 'Write examples as a spec would: the type, then options that the schema takes.',
  },
  throws: {
    verdict: 'throws where it must not',
    mend: 'Follow the stack trace of the cause; what an example allows has to work.',
  },
  'non-deterministic': {
    verdict: 'is not deterministic',
    mend: 'Let the result depend on the arguments only: no clock, no state of the module, and random numbers only from the `random` that is handed in.',
  },
  'global-random': {
    verdict: 'draws from Math.random',
    mend: 'Draw from the `random` that is handed in. The random operations of TensorFlow.js draw from Math.random too.',
  },
  seed: {
    verdict: 'ignores the seed',
    mend: 'Use the numbers that `random` gives; a seed that changes nothing means that they are thrown away.',
  },
  leak: {
    verdict: 'leaks tensors',
    mend: 'Wrap the work in tf.tidy, dispose what outlives it, and keep (tf.keep, tf.variable) nothing that is made anew at every call.',
  },
  'mutates-input': {
    verdict: 'changes its input',
    mend: 'Copy before writing: dataSync() may hand out the memory of the tensor itself. Dispose only what you made.',
  },
  gradient: {
    verdict: 'has a wrong gradient',
    mend: 'Build it from differentiable operations, or mend the gradFunc of its tf.customGrad.',
  },
  'second-gradient': {
    verdict: 'has a wrong gradient of its gradient',
    mend: 'Write the gradFunc of tf.customGrad in differentiable operations of its input (through `save`), not of constants: penalties on slopes need the slope of the slope.',
  },
  'not-finite': {
    verdict: 'gives values that are not finite',
    mend: 'Use a stable form: softplus(x) instead of log(exp(x) + 1), an epsilon below a square root or a quotient, logits instead of probabilities.',
  },
  shape: {
    verdict: 'gives the wrong shape',
    mend: 'Compare the shape computed with the one that is asked for.',
  },
  range: {
    verdict: 'leaves its range',
    mend: 'Clip or squash the values, or declare the range that they really have.',
  },
  declaration: {
    verdict: 'does not do what it declares',
    mend: 'Change the declaration or the behaviour, so that they agree.',
  },
  learning: {
    verdict: 'does not teach what it should',
    mend: 'Check the signs: the discriminator raises scores of real examples, the generator those of its own, an optimizer goes downhill.',
  },
  decision: {
    verdict: 'decides wrongly',
    mend: 'Check what the decision is made from, and that its reason says so with numbers.',
  },
  'state-format': {
    verdict: 'saves state that does not survive a checkpoint',
    mend: 'Save plain JSON: numbers, strings, booleans, null, lists and plain objects. No Map, Set, typed array, undefined or instance of a class.',
  },
  'state-lost': {
    verdict: 'loses state',
    mend: 'Give everything that later behaviour depends on out of save(), and put it back in load().',
  },
  resume: {
    verdict: 'cannot be resumed',
    mend: 'Keep what changes during training in save() and load(), or in variables of the network; nothing in a closure or a module.',
  },
  training: {
    verdict: 'changes the training that it only watches',
    mend: 'Leave weights alone, and draw random numbers from the context only.',
  },
  backend: {
    verdict: 'gives other values on another backend',
    mend: 'Use TensorFlow.js operations for all computing in tensors; read values back to the host only outside steps.',
  },
  durability: {
    verdict: 'loses what was logged',
    mend: 'After flush() everything must be on disk, and open() with `resumed` must go on after what save() described.',
  },
  launch: {
    verdict: 'does not run commands as it should',
    mend: 'Start the command as it is given, append what it prints to the log, pass on stop() as SIGTERM and kill() as SIGKILL, and resolve `exited` with the code.',
  },
  orphan: {
    verdict: 'loses sight of a process when the driver ends',
    mend: "Start processes detached, and let find() know them by what outlives the driver: a queue, the command line, or a file in the trial's folder. Take nothing for a process that has ended.",
  },
} as const satisfies Record<string, { readonly verdict: string; readonly mend: string }>;

export type Fault = keyof typeof faults;

/** Stable: `GANX_CONTRACT_` and the fault in capitals. */
export const codeOfFault = (fault: Fault): string =>
  `GANX_CONTRACT_${fault.toUpperCase().replaceAll('-', '_')}`;

/** Thrown inside a check where the claim does not hold: only what was seen. Anything else that is thrown is the component's own error. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

/** A claim that a component does not meet: which, what was seen, and what to do. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly code: string;
  constructor(
    readonly component: { readonly kind: ComponentKind; readonly type: string },
    readonly fault: Fault,
    readonly claim: string,
    readonly seen: string,
    options?: ErrorOptions,
  ) {
    const { verdict, mend } = faults[fault];
    const code = codeOfFault(fault);
    super(
      `The ${component.kind} "${component.type}" ${verdict}.\n  claim: ${claim}\n  seen:  ${seen}\n  mend:  ${mend}\n  code:  ${code}`,
      options,
    );
    this.code = code;
  }
}
