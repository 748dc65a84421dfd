import {
  type AdviceContext,
  type AnyComponent,
  adviceCode,
  type LayerFacts,
  type NetworkFacts,
  type ScoreKind,
} from '@ganx/core/plugin';
import { type Check, type CheckContext, examplesOf, optionsOf } from './check.js';
import { Finding } from './fault.js';

/** What holds for the advice of a component of any kind. */
export function adviceChecks(component: AnyComponent, context: CheckContext): Check[] {
  const codes = Object.entries(component.adviceCodes ?? {});
  return [
    {
      fault: 'definition',
      claim: 'its codes of advice are capitals with a sentence each, and there are some where it advises',
      run() {
        if (component.advice && codes.length === 0) throw new Finding('It has "advice" and no adviceCodes.');
        if (!component.advice && codes.length > 0) throw new Finding('It has adviceCodes and no "advice".');
        for (const [code, sentence] of codes) {
          if (!adviceCode.test(code))
            throw new Finding(`The code "${code}" is not written as ACME_TOO_DEEP.`);
          if (!/^.{10,}\.$/s.test(String(sentence)))
            throw new Finding(`The code ${code} has no sentence that ends in a full stop.`);
        }
      },
    },
    {
      fault: 'declaration',
      claim: 'its advice on its examples is well-formed, the same each time, and of its own codes',
      run() {
        const examples = examplesOf(component, context);
        for (const [i, options] of optionsOf(component, context).entries()) {
          for (const about of settings(examples[i]!.type)) judge(component, options, about);
        }
      },
    },
  ];
}

function judge(component: AnyComponent, options: object, about: AdviceContext): void {
  const given = component.advice?.(options as never, about) ?? [];
  const again = component.advice?.(options as never, about) ?? [];
  if (JSON.stringify(given) !== JSON.stringify(again))
    throw new Finding('Asked twice, it gives other advice; it must depend on its arguments only.');
  for (const { code, message, option, override } of given) {
    if (component.adviceCodes?.[code] === undefined)
      throw new Finding(`It gives advice with the code "${code}", which its adviceCodes do not name.`);
    if (!/^.{20,}[.!?]$/s.test(message))
      throw new Finding(`"${message}" is no sentence: say what comes of it.`);
    const [key = ''] = option?.split('.') ?? [];
    if (option !== undefined && component.options?.properties[key] === undefined && key !== 'every')
      throw new Finding(`It points at the option "${option}", which it does not have.`);
    if (override !== undefined && !/^(~[\w.-]+|\+{0,2}[\w.-]+=.+)$/s.test(override))
      throw new Finding(`"${override}" is no override: write key=value, +key=value or ~key.`);
  }
}

const scoreKinds: readonly (ScoreKind | undefined)[] = [undefined, 'logits', 'targets', 'relative', 'critic'];

/** Experiments on points and on images, with the component in the middle and at the end of each network. */
function* settings(type: string): Generator<AdviceContext> {
  for (const shape of [[2], [8, 8, 1]]) {
    for (const scores of scoreKinds) {
      const first = facts('discriminator.layers.0', type, shape, [6]);
      const end = facts('discriminator.layers.1', type, [6], [1]);
      const networks = {
        generator: network(facts('generator.layers.0', type, [4], shape)),
        discriminator: network(first, end),
      };
      for (const layer of [first, end, undefined]) {
        yield {
          path: layer?.path ?? 'somewhere',
          every: 16,
          info: { shape, dtype: shape.length === 1 ? 'float32' : 'uint8', size: 100 },
          batchSize: 8,
          networks,
          layer,
          scores,
          slopeIsBounded: scores === 'critic',
        };
      }
    }
  }
}

const facts = (
  path: string,
  type: string,
  inputShape: readonly number[],
  outputShape: readonly number[],
): LayerFacts => ({
  path,
  type,
  inputShape,
  outputShape,
  parameters: 10,
  mixesSamples: false,
  outputRange: undefined,
  arranges: false,
});

const network = (...layers: readonly LayerFacts[]): NetworkFacts => ({
  layers,
  parameters: 20,
  trainable: 20,
});
