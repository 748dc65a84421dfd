import { expect, test } from 'vitest';
import { cardPage, type ModelCard } from './model-card.js';

const card = (forged: string): ModelCard => ({
  format: 'ganx-model-card/1',
  name: forged,
  network: 'generator',
  as: 'safetensors',
  source: { run: `tiny/${forged}`, iteration: 4, weights: 'raw' } as ModelCard['source'],
  seed: 1,
  dataset: forged,
  latent: { type: 'normal', size: 2 },
  classes: 2,
  classNames: ['cat', forged],
  example: { shape: [8, 8, 1], range: [-1, 1] },
  inputs: [{ name: forged, shape: ['N', 2], dtype: 'float32', meaning: forged }],
  output: { name: 'images', shape: ['N', 8, 8, 1], meaning: 'examples' },
  files: [],
  ganx: '0.1.0',
});
const lines = (name: string) => cardPage(card(name)).split('\n');

test('a page says what the model is', () => {
  expect(lines('digits').slice(0, 3)).toEqual([
    '# digits: generator',
    '',
    "A GAN's generator, trained with ganx: run `tiny/digits`, iteration 4, raw weights, dataset digits. `model-card.json` says the rest, hashes included.",
  ]);
  expect(lines('digits')).toContain('Classes: 0 cat, 1 digits.');
});

test('names from data, specs and folders only show: no markup, no HTML, no line of their own', () => {
  const page = lines('<img src=x onerror=alert(1)>\u001b[31m` <b>\n# Forged [x](http://y)');
  expect(page).toHaveLength(lines('digits').length);
  expect(page.filter((line) => line.startsWith('#')).map((line) => line.slice(0, 4))).toEqual([
    '# &l',
    '## I',
    '## U',
  ]);
  const text = page.join('\n');
  expect(text).not.toContain('\u001b');
  // Within code everything is text.
  const prose = text.replace(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, '');
  expect(prose).not.toMatch(/<\w/);
  expect(prose).not.toMatch(/(?<!\\)\[x/);
});
