import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commands } from './index.js';
import { commandIds, commandNames, topicNames, topics } from './names.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

test('every command of the table has a class, and every class stands in the table', () => {
  expect(Object.keys(commands).sort()).toEqual([...commandIds].sort());
});

test('every file of a command stands in the table', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => readFileSync(folder + file, 'utf8').includes('export default class'));
  const ids = files.map((file) => file.replace(/\.ts$/, '').replaceAll(/[\\/]/g, ':'));
  expect(ids.sort()).toEqual([...commandIds].sort());
  for (const id of commandIds) expect(existsSync(`${folder}${id.replace(':', '/')}.ts`)).toBe(true);
});

test('the topics that help shows are those of the table, in the same words', () => {
  const { oclif } = JSON.parse(readFileSync(`${folder}../../package.json`, 'utf8')) as {
    oclif: { topics: Record<string, { description: string }> };
  };
  const shown = Object.entries(oclif.topics).map(([name, { description }]) => [name, description]);
  expect(Object.fromEntries(shown)).toEqual(topics);
  expect(Object.keys(topicNames)).toEqual(Object.keys(topics));
  expect(topicNames.verify).toEqual(['resume']);
  expect(commandNames).toContain('sweep');
  expect(commandNames.some((name) => name.includes(':'))).toBe(false);
});
