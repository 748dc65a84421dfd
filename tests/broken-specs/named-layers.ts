import type { DatasetInfo } from '@ganx/core/plugin';
import { spec, type Table } from './broken.js';

const ring: DatasetInfo = { shape: [2], dtype: 'float32', size: 64, range: [-1, 1] };

const generator = (...layers: readonly string[]): string =>
  spec({ generator: `{ layers: [${layers.join(', ')}] }` });
const dense = (units: number, more = ''): string => `{ type: dense, units: ${units}${more} }`;

type Code = 'GANX_SPEC_LAYER_NAME' | 'GANX_SPEC_SHAPE';

/** Mistakes in the names of layers, which building finds: the path of each, and a piece of what is said. */
export const nameMistakes: readonly (readonly [
  title: string,
  spec: string,
  path: string,
  says: string,
  code?: Code,
])[] = [
  [
    'a name that nothing has',
    generator(dense(8, ', as: skip'), '{ type: join, from: [skp, skip] }', dense(2)),
    'generator.layers.1.from',
    'Nothing before this layer is named "skp": there are "input" and "skip". Name a layer above it, as in { type: relu, as: skp }. Did you mean "skip"?',
  ],
  [
    'a name that comes later',
    generator(dense(8, ', as: a'), '{ type: join, from: [a, b] }', dense(8, ', as: b'), dense(2)),
    'generator.layers.1.from',
    'Nothing before this layer is named "b"',
  ],
  [
    'a name that is given twice',
    generator(dense(8, ', as: a'), dense(8, ', as: a'), '{ type: join, from: [a, input] }', dense(2)),
    'generator.layers.1.as',
    'There is a "a" already',
  ],
  [
    'a name that every network has',
    generator(dense(8, ', as: input'), dense(2)),
    'generator.layers.0.as',
    '"input" is what enters the list. Choose another name.',
  ],
  [
    'labels where there are none',
    generator('{ type: dense, units: 2, from: labels }'),
    'generator.layers.0.from',
    'Nothing before this layer is named "labels": there is only "input".',
  ],
  [
    'the name of labels where there are none',
    generator(dense(8, ', as: labels'), '{ type: dense, units: 2, from: labels }'),
    'generator.layers.0.as',
    '"labels" are the labels of the data.',
  ],
  [
    'a name that nothing reads',
    generator(dense(8, ', as: a'), dense(2)),
    'generator.layers.0.as',
    'Nothing reads "a". Delete "as", or read it with from: a.',
  ],
  [
    'a layer that is lost',
    generator(dense(8, ', as: a'), dense(8), '{ type: dense, units: 2, from: a }'),
    'generator.layers.1',
    'Nothing reads what this layer (dense) makes: the next one begins at a.',
  ],
  [
    'several inputs of a layer that takes one',
    generator(dense(8, ', as: a'), dense(8, ', as: b'), '{ type: dense, units: 2, from: [a, b] }'),
    'generator.layers.2.from',
    'takes one input, but "from" names 2. Join them first, as in { type: join, from: [a, b] }.',
  ],
  [
    'one input of a layer that takes several',
    generator(dense(2), 'join'),
    'generator.layers.1.from',
    'The layer "join" takes several inputs, but has one.',
  ],
  [
    'shapes that cannot be added',
    generator(dense(8, ', as: a'), dense(4, ', as: b'), '{ type: join, from: [a, b] }', dense(2)),
    'generator.layers.2',
    '[8] and [4] cannot be joined; their shapes must agree.',
    'GANX_SPEC_SHAPE',
  ],
  [
    'a layer of a nested list that is lost',
    generator(
      dense(2, ', as: o'),
      '{ type: residual, layers: [{ type: dense, units: 8 }, { type: dense, units: 2, from: o }] }',
    ),
    'generator.layers.1',
    'Nothing reads what this layer (dense) makes: the next one begins at o.',
  ],
  [
    'a discriminator that ends in a join whose features a term reads',
    spec({
      discriminator: `{ layers: [${[dense(1, ', as: a'), dense(1, ', from: input, as: b'), '{ type: join, from: [a, b] }'].join(', ')}] }`,
      regularizers: '[feature-matching]',
    }),
    'discriminator.layers.2',
    'takes 2 inputs, and the regularizer feature-matching reads what enters it',
    'GANX_SPEC_SHAPE',
  ],
  [
    'a name of a nested list that is read outside of it',
    generator(
      '{ type: residual, layers: [{ type: dense, units: 8, as: inner }, { type: join, from: [inner, inner] }] }',
      '{ type: dense, units: 2, from: inner }',
    ),
    'generator.layers.0',
    'Nothing reads what this layer (residual) makes',
  ],
  [
    'a name of a nested list that nothing reads',
    generator('{ type: residual, layers: [{ type: dense, units: 8, as: inner }] }', dense(2)),
    'generator.layers.0',
    'Nothing reads "inner"',
  ],
];

/** Mistakes in the options themselves. */
export const nameOptionMistakes: Table = {
  'a name that is no name': {
    spec: generator("{ type: dense, units: 8, as: ‸'two words' }", dense(2)),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_VALUE',
        path: 'generator.layers.0.as',
        says: 'a name of letters, digits, "_" and "-"',
      },
    ],
  },
  'a number for a name': {
    spec: generator(dense(8), '{ type: dense, units: 2, from: ‸3 }'),
    info: ring,
    problems: [
      { code: 'GANX_SPEC_WRONG_TYPE', path: 'generator.layers.1.from', says: 'a name or a list of names' },
    ],
  },
  'no names at all': {
    spec: generator(dense(8), '{ type: join, ‸from: [] }', dense(2)),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_VALUE',
        path: 'generator.layers.1.from',
        says: 'must be a list of texts (at least 1 item), but has 0 items',
      },
    ],
  },
};
