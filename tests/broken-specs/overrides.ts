import { spec, type Table } from './broken.js';

/** Mistakes on the command line. */
export const overrideMistakes: Table = {
  'no equals sign': {
    spec: spec({}),
    overrides: ['‸seed'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: 'as seed=1' }],
  },
  'no key': {
    spec: spec({}),
    overrides: ['seed=1', '‸=3'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: 'is no key' }],
  },
  'a dot too many': {
    spec: spec({}),
    overrides: ['‸data..modes=3'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: 'is no key' }],
  },
  'slashes for dots': {
    spec: spec({}),
    overrides: ['‸data/modes=3'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: 'dots, not slashes' }],
  },
  'a misspelt key': {
    spec: spec({}),
    overrides: ['data.‸mode=3'],
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'data.mode', says: 'no key "mode"', suggests: ['modes'] },
    ],
  },
  'a misspelt key on the way': {
    spec: spec({}),
    overrides: ['‸optimizer.generator.learningRate=1'],
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'optimizer',
        says: 'no key "optimizer"',
        suggests: ['optimizers'],
      },
    ],
  },
  'a value of the wrong type': {
    spec: spec({}),
    overrides: ['seed=‸x'],
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'seed', says: 'the text "x"' }],
  },
  'an unset shell variable': {
    spec: spec({}),
    overrides: ['data.batchSize=‸'],
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'data.batchSize', says: 'the text ""' }],
  },
  'a value that is no YAML': {
    spec: spec({}),
    overrides: ['plugins=[a, b‸'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: 'The value of an override is YAML' }],
  },
  'a map without a space after the colon': {
    spec: spec({}),
    overrides: ['loss=‸{type:hinge}'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: 'a space follows the colon: {type: hinge}' }],
  },
  'adding what is there': {
    spec: spec({ seed: '3' }),
    overrides: ['+‸seed=4'],
    problems: [
      { code: 'GANX_SPEC_OVERRIDE', path: 'seed', says: 'there already, as 3. To change it, write seed=4' },
    ],
  },
  'adding what nothing reads': {
    spec: spec({}),
    overrides: ['+‸momentum=4'],
    problems: [{ code: 'GANX_SPEC_UNKNOWN_KEY', path: 'momentum', says: 'no key "momentum"' }],
  },
  'forcing what nothing reads': {
    spec: spec({}),
    overrides: ['++data.‸speed=4'],
    problems: [{ code: 'GANX_SPEC_UNKNOWN_KEY', path: 'data.speed', says: 'no key "speed"' }],
  },
  'deleting what is not there': {
    spec: spec({ runtime: '{ threads: 2 }' }),
    overrides: ['~runtime.‸thread'],
    problems: [
      {
        code: 'GANX_SPEC_OVERRIDE',
        path: 'runtime.thread',
        says: 'There is no "thread" to delete',
        suggests: ['threads'],
      },
    ],
  },
  'deleting another value': {
    spec: spec({ seed: '3' }),
    overrides: ['~‸seed=4'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: 'seed', says: 'its value is 3, not 4' }],
  },
  'deleting what is required': {
    spec: `‸${spec({})}`,
    overrides: ['~stop'],
    problems: [{ code: 'GANX_SPEC_MISSING_KEY', path: 'stop', says: 'needs "stop"' }],
  },
  'an index past the end': {
    spec: spec({ generator: '{ layers: [{ type: dense, units: 2 }] }' }),
    overrides: ['generator.layers.‸3.units=4'],
    problems: [
      { code: 'GANX_SPEC_OVERRIDE', path: 'generator.layers.3', says: 'the list has 1 item, counted from 0' },
    ],
  },
  'a word for an index': {
    spec: spec({ generator: '{ layers: [{ type: dense, units: 2 }] }' }),
    overrides: ['generator.layers.‸first.units=4'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: 'generator.layers.first', says: '"first" is no index' }],
  },
  'a key of a number': {
    spec: spec({ seed: '3' }),
    overrides: ['seed.‸low=4'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: 'seed.low', says: '"seed" is 3 and has no keys' }],
  },
  extends: {
    spec: spec({}),
    overrides: ['‸extends=other.yaml'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: 'extends', says: 'read before overrides apply' }],
  },
  'a misspelt type': {
    spec: spec({ loss: '{ type: hinge, margin: 2 }' }),
    overrides: ['loss.type=‸wasserstien'],
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_TYPE', path: 'loss.type', says: 'no loss', suggests: ['wasserstein'] },
    ],
  },
  'mistakes in two arguments and in the file, all at once': {
    spec: spec({ '‸sead': '1' }),
    overrides: ['seed=1', 'latent.‸sizes=3', 'runtime.backend=‸gpu'],
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'sead', says: 'no key', suggests: ['seed'] },
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'latent.sizes', says: 'no key', suggests: ['size'] },
      { code: 'GANX_SPEC_VALUE', path: 'runtime.backend', says: 'one of' },
    ],
  },
  '--set without an equals sign': {
    spec: spec({}),
    set: ['‸seed'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: '--set seed=1' }],
  },
  '--set with a misspelt key, after an override': {
    spec: spec({}),
    overrides: ['seed=1'],
    set: ['data.‸mods=1'],
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'data.mods', says: 'no key "mods"', suggests: ['modes'] },
    ],
  },
  '--unset with a value': {
    spec: spec({ seed: '3' }),
    unset: ['seed‸=3'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: '', says: '--unset takes a key alone' }],
  },
  '--unset of what is not there': {
    spec: spec({}),
    unset: ['‸seed'],
    problems: [{ code: 'GANX_SPEC_OVERRIDE', path: 'seed', says: 'There is no "seed" to delete' }],
  },
};
