import { RandomStreams } from '@ganx/core/engine';
import type { Dataset, DatasetComponent, DatasetInfo, Json, Split } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf, sameBits } from './check.js';
import { Finding } from './fault.js';
import { drawsFromMathRandom, times } from './trial.js';

interface Subject {
  readonly described: DatasetInfo;
  readonly data: Dataset;
  /** Draws from Math.random while loading. */
  readonly draws: number;
  /** Loaded once more with the same seed, or with another one. */
  load(seed: number): Promise<Dataset>;
}

/** So many examples of each split are looked at. */
const looked = 512;

/** What holds for every dataset, for each of its examples. */
export function datasetChecks(component: DatasetComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    Promise.all(optionsOf(component, context).map((options) => subjectOf(component, options, context))),
  );
  return [
    each('declaration', 'what it describes without loading is what it loads', ({ described, data }) => {
      const { info } = data;
      for (const key of [
        'shape',
        'dtype',
        'size',
        'heldOutSize',
        'classes',
        'classNames',
        'mixture',
      ] as const) {
        const [before, after] = [JSON.stringify(described[key]), JSON.stringify(info[key])];
        if (before !== after) throw new Finding(`describe() says that ${key} is ${before}, load() ${after}.`);
      }
    }),
    each('declaration', 'its splits are as large as it says', ({ data: { info, train, heldOut } }) => {
      if (info.size < 1) throw new Finding(`It has ${info.size} examples.`);
      if (train.size !== info.size) throw new Finding(`size is ${info.size}, but train has ${train.size}.`);
      if ((heldOut?.size ?? 0) !== (info.heldOutSize ?? 0))
        throw new Finding(`heldOutSize is ${info.heldOutSize ?? 0}, but heldOut has ${heldOut?.size ?? 0}.`);
    }),
    each(
      'shape',
      'images are [H,W,C] bytes or floats, points [D]; read() fills exactly the examples asked for',
      ({ data }) => {
        const { shape } = data.info;
        if (![1, 3].includes(shape.length) || !shape.every((n) => Number.isInteger(n) && n > 0))
          throw new Finding(`shape is [${shape.join(', ')}], neither [D] nor [H,W,C].`);
        for (const { name, split } of splitsOf(data)) {
          const size = exampleSize(data.info);
          for (const sentinel of [7, 9]) {
            const target = emptyExamples(data.info, 3).fill(sentinel);
            split.read(Int32Array.of(0), target.subarray(size, 2 * size));
            if (
              target.subarray(0, size).some((value) => value !== sentinel) ||
              target.subarray(2 * size).some((value) => value !== sentinel)
            )
              throw new Finding(`read() of ${name} writes outside of the target.`);
          }
          const filled = [7, 9].map((sentinel) => {
            const target = emptyExamples(data.info, 1).fill(sentinel);
            split.read(Int32Array.of(0), target);
            return target;
          });
          if (!sameBits(filled[0]!, filled[1]!))
            throw new Finding(
              `read() of ${name} leaves parts of an example of [${shape.join(', ')}] unwritten.`,
            );
        }
      },
    ),
    each('not-finite', 'its values are finite', ({ data }) => {
      for (const { name, split } of splitsOf(data)) {
        const values = readSome(data.info, split);
        const bad = values.findIndex((value) => !Number.isFinite(value));
        if (bad !== -1)
          throw new Finding(
            `Example ${Math.floor(bad / exampleSize(data.info))} of ${name} has the value ${values[bad]}.`,
          );
      }
    }),
    each('declaration', 'its examples differ', ({ data }) => {
      const size = exampleSize(data.info);
      const values = readSome(data.info, data.train);
      const first = values.subarray(0, size).join();
      const count = values.length / size;
      let alike = true;
      for (let i = 1; i < count && alike; i++)
        alike = values.subarray(i * size, (i + 1) * size).join() === first;
      if (count > 1 && alike) throw new Finding(`The ${count} examples looked at are all the same.`);
    }),
    each(
      'declaration',
      'labels are within the classes, and every class has a name where classes are named',
      ({ data }) => {
        const { classes, classNames } = data.info;
        if (classNames && classNames.length !== classes)
          throw new Finding(`There are ${classes ?? 0} classes and ${classNames.length} names.`);
        for (const { name, split } of splitsOf(data)) {
          if ((split.labels === undefined) !== (classes === undefined))
            throw new Finding(
              `classes is ${classes}, but ${name} ${split.labels ? 'has labels' : 'has no labels'}.`,
            );
          if (!split.labels) continue;
          if (split.labels.length !== split.size)
            throw new Finding(`${name} has ${split.size} examples and ${split.labels.length} labels.`);
          const odd = split.labels.findIndex(
            (label: number) => !Number.isInteger(label) || label < 0 || label >= classes!,
          );
          if (odd !== -1)
            throw new Finding(
              `Example ${odd} of ${name} has the label ${split.labels[odd]}; there are ${classes} classes, from 0.`,
            );
        }
      },
    ),
    each('declaration', 'an example is the same whatever it is read with', ({ data }) => {
      const size = exampleSize(data.info);
      for (const { name, split } of splitsOf(data)) {
        const indices = someIndices(split.size);
        const values = readSome(data.info, split);
        const reversed = emptyExamples(data.info, indices.length);
        split.read(Int32Array.from(indices).reverse(), reversed);
        for (let i = 0; i < indices.length; i++) {
          const at = (indices.length - 1 - i) * size;
          if (!sameBits(values.subarray(i * size, (i + 1) * size), reversed.subarray(at, at + size)))
            throw new Finding(`Example ${indices[i]} of ${name} differs when others are read before it.`);
        }
      }
    }),
    each('declaration', 'no held-out example is a training example', ({ data }) => {
      if (!data.heldOut) return;
      const size = exampleSize(data.info);
      const keys = (split: Split) => {
        const values = readSome(data.info, split);
        return Array.from({ length: values.length / size }, (_, i) =>
          values.subarray(i * size, (i + 1) * size).join(),
        );
      };
      const train = new Set(keys(data.train));
      const shared = keys(data.heldOut).filter((key) => train.has(key)).length;
      // Real photographs repeat now and then; a split that overlaps does so at large.
      if (shared > 0.02 * looked)
        throw new Finding(`${shared} of the held-out examples looked at are training examples too.`);
    }),
    each(
      'non-deterministic',
      'loading twice gives the same examples, labels and fingerprint',
      async ({ data, load }) => {
        const again = await load(1);
        if (again.fingerprint !== data.fingerprint)
          throw new Finding(`The fingerprint is ${data.fingerprint}, then ${again.fingerprint}.`);
        const pairs = [
          ['train', data.train, again.train],
          ['heldOut', data.heldOut, again.heldOut],
        ] as const;
        for (const [name, one, other] of pairs) {
          if (!one || !other) continue;
          if (!sameBits(readSome(data.info, one), readSome(again.info, other)))
            throw new Finding(`Examples of ${name} differ between two loads.`);
          if (!sameBits(one.labels ?? [], other.labels ?? []))
            throw new Finding(`Labels of ${name} differ between two loads.`);
        }
      },
    ),
    each(
      'declaration',
      'other examples have another fingerprint, which is a sha256',
      async ({ data, load }) => {
        if (!/^[0-9a-f]{64}$/.test(data.fingerprint))
          throw new Finding(`The fingerprint is "${data.fingerprint}", not 64 hexadecimal digits.`);
        const other = await load(2);
        const same = sameBits(readSome(data.info, data.train), readSome(other.info, other.train));
        if (!same && other.fingerprint === data.fingerprint)
          throw new Finding('With another seed the examples are others, and the fingerprint is the same.');
      },
    ),
    each('global-random', 'its random numbers come from where it is told', ({ draws }) => {
      if (draws > 0) throw new Finding(`Math.random is called ${times(draws)} while loading.`);
    }),
  ];
}

async function subjectOf(
  component: DatasetComponent,
  options: Record<string, Json>,
  { directory }: CheckContext,
): Promise<Subject> {
  const contextOf = (seed: number) => ({ directory, random: new RandomStreams(seed).below('data') });
  const load = (seed: number) => component.load(options, contextOf(seed));
  const described = await component.describe(options, contextOf(1));
  let data: Dataset | undefined;
  const draws = await drawsFromMathRandom(async () => {
    data = await load(1);
  });
  return { described, data: data!, draws, load };
}

const exampleSize = ({ shape }: DatasetInfo): number => shape.reduce((a, b) => a * b, 1);

function emptyExamples(info: DatasetInfo, count: number): Uint8Array | Float32Array {
  const length = count * exampleSize(info);
  return info.dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
}

/** Up to `looked` indices, spread evenly. */
function someIndices(size: number): Int32Array {
  const count = Math.min(looked, size);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
}

function readSome(info: DatasetInfo, split: Split): Uint8Array | Float32Array {
  const indices = someIndices(split.size);
  const target = emptyExamples(info, indices.length);
  split.read(indices, target);
  return target;
}

function splitsOf({ train, heldOut }: Dataset): { readonly name: string; readonly split: Split }[] {
  return [{ name: 'train', split: train }, ...(heldOut ? [{ name: 'heldOut', split: heldOut }] : [])];
}
