import { spec, type Table } from './broken.js';

const bomb = (): string => {
  const lines = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\n`;
};

/** Files that are no YAML, or more YAML than a spec may be. */
export const syntaxMistakes: Table = {
  'a quote that is not closed': {
    spec: 'name: "x\ndata: mnist\n',
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'Not valid YAML', at: 'spec.yaml:3:1' }],
  },
  'a list that is not closed': {
    spec: 'data: mnist\nplugins: [a, b\n‸seed: 3\n',
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'Not valid YAML' }],
  },
  'a tab as indentation': {
    spec: 'data:\n‸\ttype: mnist\n',
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'A tab indents this line' }],
  },
  'a line that is indented too far': {
    spec: 'seed: ‸1\n name: x\n',
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'Not valid YAML' }],
  },
  'a missing colon': {
    spec: 'name: x\n‸seed 7\ndata: mnist\n',
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'Not valid YAML' }],
  },
  'two documents': {
    spec: `${spec({})}‸---\nname: second\n`,
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'A second document starts here' }],
  },
  'a tag': {
    spec: spec({ seed: '‸!secret 7' }),
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'Only the tags !!str' }],
  },
  'a key that is a number': {
    spec: spec({ '‸1': 'x' }),
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'A key must be text' }],
  },
  'a key that is a list': {
    spec: spec({ '‸[a, b]': 'x' }),
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'A key must be text' }],
  },
  'a key that stands twice': {
    spec: `seed: 1\n${spec({})}‸seed: 2\n`,
    problems: [{ code: 'GANX_SPEC_DUPLICATE_KEY', path: 'seed', says: 'it first stands in line 1' }],
  },
  'a key that stands twice inside a component': {
    spec: spec({ data: '{ type: gaussian-ring, modes: 8, ‸modes: 9 }' }),
    problems: [{ code: 'GANX_SPEC_DUPLICATE_KEY', path: 'data.modes', says: '"modes" stands twice' }],
  },
  'an alias without an anchor': {
    spec: spec({ loss: '‸*game' }),
    problems: [{ code: 'GANX_SPEC_ALIASES', path: 'loss', says: 'No anchor &game' }],
  },
  'an anchor that contains itself': {
    spec: spec({ plugins: '&p [a, ‸*p]' }),
    problems: [{ code: 'GANX_SPEC_ALIASES', path: 'plugins.1', says: 'contains itself' }],
  },
  'an anchor bomb': {
    spec: { 'spec.yaml': bomb },
    problems: [
      {
        code: 'GANX_SPEC_ALIASES',
        path: expect_path(),
        says: 'expand to more than 10000 values',
        at: 'spec.yaml:1:12',
      },
    ],
  },
  'an empty file': {
    spec: '',
    problems: [{ code: 'GANX_SPEC_EMPTY', path: '', says: 'The file is empty', at: 'spec.yaml:1:1' }],
  },
  'a file of comments': {
    spec: '# nothing here\n\n---\n# and here\n',
    problems: [{ code: 'GANX_SPEC_EMPTY', path: '', says: 'The file is empty', at: 'spec.yaml:1:1' }],
  },
  'a list': {
    spec: '‸- data\n- generator\n',
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: '', says: 'A spec is a map of keys' }],
  },
  'a sentence': {
    spec: '‸Train a GAN please\n',
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: '', says: 'this is the text "Train a GAN please"' }],
  },
  'a file of 20 MB': {
    spec: { 'spec.yaml': () => `name: ${'x'.repeat(20 * 1024 * 1024)}\n` },
    problems: [{ code: 'GANX_SPEC_TOO_LARGE', path: '', says: '20.0 MiB', at: 'spec.yaml:1:1' }],
  },
  'a file that is not UTF-8': {
    spec: { 'spec.yaml': () => 'latin1:name: caf\u00e9\n' },
    problems: [{ code: 'GANX_SPEC_FILE', path: '', says: 'not UTF-8', at: 'spec.yaml:1:1' }],
  },
  'brackets without end': {
    spec: { 'spec.yaml': () => `name: ${'['.repeat(20_000)}\n` },
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: '', says: 'nested too deeply', at: 'spec.yaml:1:1' }],
  },
  'brackets nested deeper than any spec': {
    spec: { 'spec.yaml': () => `name: ${'['.repeat(500)}${']'.repeat(500)}\n` },
    problems: [{ code: 'GANX_SPEC_SYNTAX', path: expect_path(), says: 'levels deep', at: 'spec.yaml:1:107' }],
  },
};

/** Paths of generated text are not worth writing out. */
function expect_path(): string {
  return '*';
}
