import type { LayerSpec, NetworkComponent, NetworkContext } from '@ganx/core/plugin';
import { tidy } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { buildLayers } from './layer-model.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';

const latentSize = 5;

/** Data of several kinds: points, and images in both usual ranges. */
const kinds: readonly Pick<NetworkContext, 'exampleShape' | 'exampleRange'>[] = [
  { exampleShape: [2] },
  { exampleShape: [8, 8, 1], exampleRange: [-1, 1] },
  { exampleShape: [8, 12, 3], exampleRange: [0, 1] },
];

/** What holds for every preset, for each of its examples. */
export function networkChecks(component: NetworkComponent, checkContext: CheckContext): Check[] {
  const { registry } = checkContext;
  /** The contexts that the preset accepts, with its layers there. */
  const accepted = (): { context: NetworkContext; layers: readonly LayerSpec[] }[] =>
    optionsOf(component, checkContext).flatMap((options) => {
      return component.roles.flatMap((role) => {
        const made = kinds.flatMap((kind) => {
          const context: NetworkContext = { role, latentSize, ...kind };
          try {
            return [{ context, layers: component.layers(options, context) }];
          } catch (error) {
            if (error instanceof Error && error.message.length > 20) return [];
            throw error;
          }
        });
        if (made.length === 0)
          throw new Finding(`It makes no ${role} for points, nor for images of 8x8x1 or 8x12x3.`);
        return made;
      });
    });
  return [
    {
      fault: 'shape',
      claim: 'its layers could have been written in a spec, and the network gives what its role asks for',
      run() {
        for (const { context, layers } of accepted()) {
          const { role, exampleShape, exampleRange } = context;
          const inputShape = role === 'generator' ? [latentSize] : exampleShape;
          const wanted = role === 'generator' ? exampleShape : [1];
          const { model, call } = buildLayers(layers, {
            registry,
            random: new RewindableRandom(),
            inputShape,
            role,
          });
          const made = model.outputs[0]!.shape.slice(1);
          if (made.join() !== wanted.join())
            throw new Finding(`The ${role} ends in [${made.join(', ')}], not [${wanted.join(', ')}].`);
          const values = tidy(() =>
            call(patternTensor([2, ...inputShape]), true)
              .dataSync()
              .slice(),
          );
          if (!values.every(Number.isFinite))
            throw new Finding(`The ${role} gives values that are not finite.`);
          if (role === 'generator' && exampleRange) {
            const outside = values.find((value) => value < exampleRange[0] || value > exampleRange[1]);
            if (outside !== undefined)
              throw new Finding(`The generator gives ${outside}, outside [${exampleRange.join(', ')}].`);
          }
          model.dispose();
        }
      },
    },
    {
      fault: 'non-deterministic',
      claim: 'the same options and context give the same layers',
      run() {
        const [once, again] = [0, 1].map(() => JSON.stringify(accepted()));
        if (once !== again) throw new Finding('Two calls differ.');
      },
    },
  ];
}
