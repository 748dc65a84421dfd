import { spec, type Table } from './broken.js';

/** Mistakes in the closed frame of an experiment. */
export const skeletonMistakes: Table = {
  'a misspelt key at the top': {
    spec: spec({ '‸sead': '7' }),
    problems: [{ code: 'GANX_SPEC_UNKNOWN_KEY', path: 'sead', says: 'no key "sead"', suggests: ['seed'] }],
  },
  'a key at the top that resembles nothing': {
    spec: spec({ '‸frobnicate': 'true' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'frobnicate',
        says: 'It takes name, description, seed',
        suggests: [],
      },
    ],
  },
  'a misspelt key that is required counts once, not as unknown and missing': {
    spec: spec({ generator: undefined, '‸genrator': '{ type: mlp }' }),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'genrator', says: 'no key "genrator"', suggests: ['generator'] },
    ],
  },
  'a misspelt key that is left empty': {
    spec: spec({ '‸sead': '' }),
    problems: [{ code: 'GANX_SPEC_UNKNOWN_KEY', path: 'sead', says: 'no key "sead"', suggests: ['seed'] }],
  },
  'no data': {
    spec: `‸${spec({ data: undefined })}`,
    problems: [
      { code: 'GANX_SPEC_MISSING_KEY', path: 'data', says: 'needs "data" (the examples to learn from)' },
    ],
  },
  'no rule for stopping': {
    spec: `‸${spec({ stop: undefined })}`,
    problems: [{ code: 'GANX_SPEC_MISSING_KEY', path: 'stop', says: 'needs "stop"' }],
  },
  'a required key that is left empty': {
    spec: spec({ '‸data': '' }),
    problems: [{ code: 'GANX_SPEC_MISSING_KEY', path: 'data', says: 'left empty (null)' }],
  },
  'nothing but a name': {
    spec: '‸name: x\n',
    problems: ['data', 'generator', 'discriminator', 'stop'].map((path) => ({
      code: 'GANX_SPEC_MISSING_KEY' as const,
      path,
      says: `needs "${path}"`,
      at: 'spec.yaml:1:1',
    })),
  },
  'a seed in words': {
    spec: spec({ seed: '‸seven' }),
    problems: [
      {
        code: 'GANX_SPEC_WRONG_TYPE',
        path: 'seed',
        says: '"seed" must be a whole number at least 0, but is the text "seven"',
      },
    ],
  },
  'a seed in quotes': {
    spec: spec({ seed: '‸"7"' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'seed', says: 'Write it without quotes.' }],
  },
  'a negative seed': {
    spec: spec({ seed: '‸-1' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'seed', says: 'but is -1' }],
  },
  'a seed with a fraction': {
    spec: spec({ seed: '‸1.5' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'seed', says: 'must be a whole number' }],
  },
  'a seed that is infinite': {
    spec: spec({ seed: '‸.inf' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'seed', says: 'but is Infinity' }],
  },
  'a name with a slash': {
    spec: spec({ name: '‸runs/one' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'name', says: 'letters, digits' }],
  },
  'a name that is a number': {
    spec: spec({ name: '‸7' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'name', says: 'Put it in quotes.' }],
  },
  'a backend that does not exist': {
    spec: spec({ runtime: '{ backend: ‸onyx }' }),
    problems: [
      {
        code: 'GANX_SPEC_VALUE',
        path: 'runtime.backend',
        says: 'one of auto, onnx, tensorflow or cpu',
        suggests: ['onnx'],
      },
    ],
  },
  'zero threads': {
    spec: spec({ runtime: '{ threads: ‸0 }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'runtime.threads', says: 'at least 1' }],
  },
  'a misspelt key in a part': {
    spec: spec({ runtime: '{ ‸thread: 2 }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'runtime.thread',
        says: '"runtime" has no key "thread"',
        suggests: ['threads'],
      },
    ],
  },
  'text where a part belongs': {
    spec: spec({ runtime: '‸cpu' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'runtime', says: 'must be a map' }],
  },
  'a latent type that does not exist': {
    spec: spec({ latent: '{ type: ‸gaussian }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'latent.type', says: 'one of normal or uniform' }],
  },
  'a latent size of zero': {
    spec: spec({ latent: '{ size: ‸0 }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'latent.size', says: 'at least 1' }],
  },
  'an average that never moves': {
    spec: spec({ ema: '{ decay: ‸1 }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'ema.decay', says: 'below 1, or a schedule, but is 1' }],
  },
  'a best checkpoint by nothing': {
    spec: spec({ checkpoint: '{ ‸keepBest: {} }' }),
    problems: [
      {
        code: 'GANX_SPEC_MISSING_KEY',
        path: 'checkpoint.keepBest.monitor',
        says: '"checkpoint.keepBest" needs "monitor"',
      },
    ],
  },
  'plugins that are no list': {
    spec: spec({ plugins: '‸./mine.ts' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'plugins', says: 'Write [./mine.ts].' }],
  },
  'a plugin that is listed twice': {
    spec: spec({ '‸plugins': '[./mine.ts, ./mine.ts]' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'plugins', says: 'items 0 and 1 are the same' }],
  },
  'a plugin that cannot be found': {
    spec: spec({ plugins: '[‸./missing.ts]' }),
    problems: [{ code: 'GANX_SPEC_PLUGIN', path: 'plugins.0', says: './missing.ts' }],
  },
  'several mistakes in several parts, all at once': {
    spec: spec({ seed: '‸x', runtime: '{ backend: ‸gpu }', checkpoint: '{ every: ‸0, ‸keep: 3 }' }),
    problems: [
      { code: 'GANX_SPEC_WRONG_TYPE', path: 'seed', says: 'whole number' },
      { code: 'GANX_SPEC_VALUE', path: 'runtime.backend', says: 'one of' },
      { code: 'GANX_SPEC_VALUE', path: 'checkpoint.every', says: 'at least 1' },
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'checkpoint.keep',
        says: 'no key "keep"',
        suggests: ['keepLast', 'keepBest'],
      },
    ],
  },
};
