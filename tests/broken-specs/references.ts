import { spec, type Table } from './broken.js';

/** Mistakes in `${...}`. */
export const referenceMistakes: Table = {
  'a name that does not exist': {
    spec: spec({ seed: '‸${sead}' }),
    problems: [
      { code: 'GANX_SPEC_REFERENCE', path: 'seed', says: 'There is no "sead": this spec has no "sead"' },
    ],
  },
  'a misspelt key on the way': {
    spec: spec({ latent: '{ size: "‸${data.mode}" }', data: '{ type: gaussian-ring, modes: 8 }' }),
    problems: [
      {
        code: 'GANX_SPEC_REFERENCE',
        path: 'latent.size',
        says: '"data" has no "mode". It has type and modes',
        suggests: ['data.modes'],
      },
    ],
  },
  'a reference inside a text': {
    spec: spec({ description: '"run of ‸${nobody}"' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'description', says: 'no "nobody"' }],
  },
  'a variable that is not set': {
    spec: spec({ seed: '‸${env:SEED}' }),
    problems: [
      {
        code: 'GANX_SPEC_REFERENCE',
        path: 'seed',
        says: 'SEED is not set. Set it, or write a default: ${env:SEED,default}',
      },
    ],
  },
  'a variable of the wrong type': {
    spec: spec({ seed: '‸${env:SEED}' }),
    env: { SEED: 'many' },
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'seed', says: 'the text "many"' }],
  },
  'a circle of two': {
    spec: spec({ seed: '‸${latent.size}', latent: '{ size: "${seed}" }' }),
    problems: [
      {
        code: 'GANX_SPEC_REFERENCE',
        path: 'seed',
        says: 'leads back to itself: seed -> latent.size -> seed',
      },
    ],
  },
  'a reference to itself': {
    spec: spec({ seed: '‸${seed}' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'seed', says: 'seed -> seed' }],
  },
  'a reference to what it stands in': {
    spec: spec({ data: '{ type: gaussian-ring, modes: "‸${data}" }' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'data.modes', says: 'leads back to itself' }],
  },
  'a reference in a flow map without quotes': {
    spec: spec({ latent: '{ size: $‸{seed} }' }),
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'must stand in quotes' }],
  },
  'a reference that is not closed': {
    spec: spec({ description: '"a ‸${seed"' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'description', says: 'a "}" is missing' }],
  },
  'an empty reference': {
    spec: spec({ description: '‸${}' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'description', says: 'names nothing' }],
  },
  'a resolver of another tool': {
    spec: spec({ description: '‸${now:%Y}' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'description', says: 'no resolver "now"' }],
  },
  'a map inside a text': {
    spec: spec({ description: 'with ‸${data}' }),
    problems: [
      {
        code: 'GANX_SPEC_REFERENCE',
        path: 'description',
        says: 'is a map, which cannot stand inside a text',
      },
    ],
  },
  'a reference on the command line': {
    spec: spec({}),
    overrides: ['seed=‸${sead}'],
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'seed', says: 'no "sead"' }],
  },
  'a broken reference to a type is one mistake': {
    spec: spec({ loss: '{ type: "‸${nothing}" }' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'loss.type', says: 'no "nothing"' }],
  },
  'what refers to something broken says nothing more': {
    spec: spec({ seed: '‸${nothing}', latent: '{ size: "${seed}" }' }),
    problems: [{ code: 'GANX_SPEC_REFERENCE', path: 'seed', says: 'no "nothing"' }],
  },
};
