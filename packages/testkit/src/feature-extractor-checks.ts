import type { FeatureExtractorComponent, Features } from '@ganx/core/plugin';
import { add, memory, tidy } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, hintFor, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';
import { conductChecks, type Trial, tensors } from './trial.js';

const shapes = [[2], [28, 28, 1], [8, 8, 3], [32, 32, 3]];
const batch = 3;

interface Subject {
  readonly shape: readonly number[];
  load(): Promise<Features>;
}

/** What holds for every feature extractor, for each of its examples and each shape that it accepts. */
export function featureExtractorChecks(component: FeatureExtractorComponent, context: CheckContext): Check[] {
  const input = hintFor(component, context).input;
  const candidates = input ? [input] : shapes;
  const subjects = (): Subject[] => {
    const accepted = candidates.filter((shape) => component.accepts(shape) === true);
    if (accepted.length === 0)
      throw new Finding(
        `It accepts none of ${candidates.map((shape) => `[${shape.join(',')}]`).join(', ')}. Name a shape in hints: { 'feature-extractor ${component.type}': { input: [...] } }.`,
      );
    return optionsOf(component, context).flatMap((options) =>
      accepted.map((shape) => ({
        shape,
        load: () => component.load(options, { exampleShape: shape, directory: context.directory }),
      })),
    );
  };
  const each = judgeEach(subjects);
  return [
    {
      fault: 'declaration',
      claim: 'a shape that it refuses is refused with a sentence',
      run() {
        for (const shape of [...shapes, [1, 1, 7]]) {
          const answer = component.accepts(shape);
          if (answer !== true && !/^.{10,}$/s.test(answer))
            throw new Finding(`It refuses [${shape.join(',')}] with "${answer}".`);
        }
      },
    },
    each(
      'shape',
      'features are [N, size], and a classifier has as many logits as it declares',
      async (subject) => {
        const loaded = await subject.load();
        try {
          tidy(() => {
            const x = examples(subject.shape);
            const { shape } = loaded.features(x);
            if (shape.join() !== `${batch},${loaded.size}`)
              throw new Finding(
                `size is ${loaded.size}, but features of ${batch} examples are [${shape.join(',')}].`,
              );
            const logits = loaded.logits?.(x).shape;
            if (loaded.classes !== component.classes)
              throw new Finding(`It declares ${component.classes} classes and loads ${loaded.classes}.`);
            if ((logits === undefined) !== (component.classes === undefined))
              throw new Finding(`classes is ${component.classes}, but it has ${logits ? '' : 'no '}logits.`);
            if (logits && logits.join() !== `${batch},${component.classes}`)
              throw new Finding(`Logits of ${batch} examples are [${logits.join(',')}].`);
          });
        } finally {
          loaded.dispose();
        }
      },
    ),
    each('not-finite', 'features of examples in [0, 1] are finite', async (subject) => {
      const loaded = await subject.load();
      try {
        const values = tidy(() => loaded.features(examples(subject.shape)).dataSync().slice());
        const bad = values.find((value) => !Number.isFinite(value));
        if (bad !== undefined) throw new Finding(`A feature is ${bad}.`);
      } finally {
        loaded.dispose();
      }
    }),
    each('declaration', 'its identity is a name and a sha256, the same at every load', async (subject) => {
      const [one, other] = [await subject.load(), await subject.load()];
      one.dispose();
      other.dispose();
      if (!/^[0-9a-f]{64}$/.test(one.identity.sha256) || one.identity.name.length === 0)
        throw new Finding(`Its identity is ${JSON.stringify(one.identity)}.`);
      if (JSON.stringify(one.identity) !== JSON.stringify(other.identity))
        throw new Finding(
          `Its identity is ${JSON.stringify(one.identity)}, then ${JSON.stringify(other.identity)}.`,
        );
    }),
    each('leak', 'disposing it leaves no tensors behind', async (subject) => {
      const use = async () => {
        const loaded = await subject.load();
        tidy(() => void loaded.features(examples(subject.shape)));
        loaded.dispose();
      };
      await use();
      const before = memory().numTensors;
      await use();
      const left = memory().numTensors - before;
      if (left !== 0) throw new Finding(`${tensors(left)} after load, use and dispose.`);
    }),
    // Loading is asynchronous, trials are not: each is made once for all of these claims.
    ...conductChecks(() => []).map(({ claim, fault }) =>
      each(fault, claim, async (subject) => {
        const loaded = await subject.load();
        const trial = trialOf(loaded, subject.shape);
        try {
          for (const check of conductChecks(() => [trial])) if (check.claim === claim) await check.run();
        } finally {
          loaded.dispose();
        }
      }),
    ),
  ];
}

const examples = (shape: readonly number[]) => tidy(() => add(patternTensor([batch, ...shape], 0.5), 0.5));

function trialOf(loaded: Features, shape: readonly number[]): Trial {
  const x = examples(shape);
  return {
    what: `examples of [${shape.join(',')}]`,
    inputs: [x],
    random: new RewindableRandom(),
    run: () => [loaded.features(x), ...(loaded.logits ? [loaded.logits(x)] : [])],
  };
}
