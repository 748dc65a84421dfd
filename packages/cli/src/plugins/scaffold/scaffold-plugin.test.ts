import { expect, test } from 'vitest';
import { scaffoldPlugin } from './scaffold-plugin.js';

const scaffold = (kind: string, name: string) =>
  scaffoldPlugin({ kind, name, singleFile: true, packageRoot: '.', directory: '/nowhere' });

test.each([
  ['lost', 'x', 'There is no kind "lost".', ['loss']],
  ['loss', 'Soft', 'The name "Soft" is not kebab-case', []],
])('a %s named %s is refused before anything is read', async (kind, name, message, suggestions) => {
  await expect(scaffold(kind, name)).rejects.toMatchObject({
    message: expect.stringContaining(message),
    suggestions,
  });
});
