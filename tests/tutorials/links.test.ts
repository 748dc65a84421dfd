import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { filesBelow } from '../commands/printed.js';

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...['docs', 'packages', 'examples', 'experiments'].flatMap((folder) => filesBelow(folder, /\.md$/)),
];

/** Where the links of a document lead, without those to other sites. Code is no link. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^(`{3,})[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)]*)\)/g)]
    .map(([, to]) => to!)
    .filter((to) => !/^(?:[a-z]+:|#)/.test(to));
}

test('links are found as they are written, and none in code', () => {
  const text =
    'See [a](a.md#b), [site](https://x.org), [garbled]( words:b.md).\n```\n[c](c.md)\n```\n`[d](d.md)`';
  expect(linksOf(text)).toEqual(['a.md#b', ' words:b.md']);
});

test('every link of a document leads to a file that is there', () => {
  const links = documents.flatMap((from) =>
    linksOf(readFileSync(join(root, from), 'utf8')).map((to) => ({ from, to })),
  );
  expect(links.length).toBeGreaterThan(100);
  const dead = links.filter(({ from, to }) => !existsSync(join(root, dirname(from), to.split('#')[0]!)));
  expect(dead).toEqual([]);
});
