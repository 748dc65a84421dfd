import { spec, type Table } from './broken.js';

/** Mistakes between files that extend each other. */
export const compositionMistakes: Table = {
  'a base that is missing': {
    spec: spec({ extends: '[‸nowhere.yaml]' }),
    problems: [
      {
        code: 'GANX_SPEC_EXTENDS',
        path: 'extends.0',
        says: 'Cannot extend "nowhere.yaml": There is no such file',
      },
    ],
  },
  'a base that is a folder': {
    spec: spec({ extends: '‸.' }),
    problems: [{ code: 'GANX_SPEC_EXTENDS', path: 'extends', says: 'This is a folder' }],
  },
  'a base that is a number': {
    spec: spec({ extends: '‸7' }),
    problems: [
      { code: 'GANX_SPEC_WRONG_TYPE', path: 'extends', says: 'takes a file name or a list of them' },
    ],
  },
  'a file that extends itself': {
    spec: spec({ extends: '‸spec.yaml' }),
    problems: [{ code: 'GANX_SPEC_EXTENDS', path: 'extends', says: 'in a circle: spec.yaml -> spec.yaml' }],
  },
  'files that extend each other': {
    spec: {
      'spec.yaml': spec({ extends: 'a.yaml' }),
      'a.yaml': 'extends: [b.yaml]\n',
      'b.yaml': 'seed: 1\nextends: [‸spec.yaml]\n',
    },
    problems: [
      { code: 'GANX_SPEC_EXTENDS', path: 'extends.0', says: 'spec.yaml -> a.yaml -> b.yaml -> spec.yaml' },
    ],
  },
  'a mistake in a base is reported in the base': {
    spec: { 'spec.yaml': spec({ extends: 'base.yaml' }), 'base.yaml': '# base\nruntime: { ‸bakend: cpu }\n' },
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'runtime.bakend',
        says: 'no key "bakend"',
        suggests: ['backend'],
      },
    ],
  },
  'a syntax error in a base is reported in the base': {
    spec: { 'spec.yaml': spec({ extends: 'base.yaml' }), 'base.yaml': 'seed: 1\n‸}\n' },
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'Not valid YAML' }],
  },
  'an empty base': {
    spec: { 'spec.yaml': spec({ extends: 'base.yaml' }), 'base.yaml': '' },
    problems: [{ code: 'GANX_SPEC_EMPTY', path: '', says: 'The file is empty', at: 'base.yaml:1:1' }],
  },
  'an option of the new type that is wrong, after the type of the base has changed': {
    spec: {
      'spec.yaml': spec({ extends: 'base.yaml', optimizers: '{ generator: { type: sgd, ‸beta2: 0.9 } }' }),
      'base.yaml': 'optimizers: { generator: { type: adam, beta1: 0.5 } }\n',
    },
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'optimizers.generator.beta2',
        says: 'The optimizer "sgd" has no key "beta2"',
      },
    ],
  },
  'a required part that null takes away': {
    spec: { 'spec.yaml': 'extends: base.yaml\n‸stop: null\n', 'base.yaml': spec({}) },
    problems: [{ code: 'GANX_SPEC_MISSING_KEY', path: 'stop', says: 'left empty (null)' }],
  },
};
