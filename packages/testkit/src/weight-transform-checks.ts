import type {
  WeightContext,
  WeightMemory,
  WeightTransform,
  WeightTransformComponent,
} from '@ganx/core/plugin';
import { fill, grad, mul, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { expectSlope, patternTensor } from './slopes.js';
import { conductChecks, type Trial } from './trial.js';

interface Subject {
  readonly what: string;
  readonly transform: WeightTransform;
  readonly context: WeightContext;
  readonly declared: Readonly<Record<string, WeightMemory>>;
  readonly raw: Tensor;
  readonly memory: Readonly<Record<string, Tensor>>;
}

/** Kernels of a dense layer, a convolution and a transposed convolution. */
const kernels = [
  { shape: [5, 4], outputAxis: 1 },
  { shape: [2, 3, 3, 4], outputAxis: 3 },
  { shape: [2, 3, 4, 3], outputAxis: 2 },
] as const;

/** Each kernel before and after a step's `next`, with the slope of its weight. */
export function weightTransformTrials(component: WeightTransformComponent, context: CheckContext): Trial[] {
  return subjectsOf(component, context).map(({ context: at, memory, raw, transform, what }) => ({
    what,
    inputs: [raw, ...Object.values(memory)],
    random: new RewindableRandom(),
    run() {
      const next = { ...memory, ...transform.next?.(raw, memory, at) };
      const slope = grad((x: Tensor) => readOut(transform.apply(x, next, at)))(raw);
      return [transform.apply(raw, memory, at), transform.apply(raw, next, at), slope];
    },
  }));
}

/** What holds for every weight transform, for each of its examples. */
export function weightTransformChecks(component: WeightTransformComponent, context: CheckContext): Check[] {
  const each = judgeEach(() => subjectsOf(component, context));
  return [
    each('shape', 'it keeps the shape of the weight', ({ context: at, memory, raw, transform, what }) => {
      const made = tidy(() => transform.apply(raw, memory, at).shape);
      if (made.join() !== raw.shape.join())
        throw new Finding(`[${raw.shape.join()}] became [${made.join()}] (${what}).`);
    }),
    each(
      'gradient',
      'its gradients agree with finite differences, by the weight and by what is trained beside it',
      ({ context: at, declared, memory, raw, transform }) => {
        expectSlope((x) => readOut(transform.apply(x, memory, at)), raw);
        for (const [name, { trained }] of Object.entries(declared)) {
          if (!trained) continue;
          expectSlope((x) => readOut(transform.apply(raw, { ...memory, [name]: x }, at)), memory[name]!);
        }
      },
    ),
    each('not-finite', 'it is finite for weights of any size', ({ context: at, memory, transform, what }) => {
      for (const size of [0, 1e-3, 1e3]) {
        const finite = tidy(() => {
          const raw = patternTensor(at.shape, size);
          const next = { ...memory, ...transform.next?.(raw, memory, at) };
          const slope = grad((x: Tensor) => readOut(transform.apply(x, next, at)))(raw);
          return [transform.apply(raw, next, at), slope, ...Object.values(next)].every((x) =>
            [...x.dataSync()].every(Number.isFinite),
          );
        });
        if (!finite) throw new Finding(`Not finite for weights up to ${size} (${what}).`);
      }
    }),
    each(
      'declaration',
      'what it keeps from step to step is declared, with its shape',
      ({ context: at, declared, memory, raw, transform, what }) => {
        tidy(() => {
          for (const [name, { shape }] of Object.entries(declared)) {
            if (memory[name]!.shape.join() !== shape.join())
              throw new Finding(
                `"${name}" begins as [${memory[name]!.shape.join()}], but is declared as [${shape.join()}] (${what}).`,
              );
          }
          for (const [name, next] of Object.entries(transform.next?.(raw, memory, at) ?? {})) {
            const shape = declared[name]?.shape;
            if (!shape)
              throw new Finding(`\`next\` gives "${name}", which \`memory\` does not declare (${what}).`);
            if (next.shape.join() !== shape.join())
              throw new Finding(
                `\`next\` gives "${name}" as [${next.shape.join()}], but it is declared as [${shape.join()}] (${what}).`,
              );
          }
        });
      },
    ),
    ...conductChecks(() => weightTransformTrials(component, context)),
  ];
}

/** One number that every output takes part in, each with another weight. */
const readOut = (y: Tensor): Tensor => sum(mul(y, patternTensor(y.shape, 1, 0.9)));

function subjectsOf(component: WeightTransformComponent, context: CheckContext): Subject[] {
  return optionsOf(component, context).flatMap((options) =>
    kernels.map(({ outputAxis, shape }): Subject => {
      const transform = component.create(options);
      const at: WeightContext = {
        name: 'discriminator/00-dense/kernel',
        kind: 'kernel',
        shape,
        role: 'discriminator',
        outputAxis,
      };
      const raw = patternTensor(shape, 0.5);
      const declared = transform.memory?.(at) ?? {};
      const memory = Object.fromEntries(
        Object.entries(declared).map(([name, one]) => [name, firstOf(one, raw)]),
      );
      return {
        what: `${JSON.stringify(options)} on [${shape.join(',')}]`,
        transform,
        context: at,
        declared,
        raw,
        memory,
      };
    }),
  );
}

function firstOf({ first, shape }: WeightMemory, raw: Tensor): Tensor {
  if (first === 'normal') return patternTensor(shape, 1, 1.1);
  return typeof first === 'number' ? fill([...shape], first) : tidy(() => first(raw));
}
