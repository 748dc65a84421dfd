import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { LanguageServer } from './language-server.js';

const folder = join(root, 'experiments');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

const servers = new Map<string, LanguageServer>();
beforeAll(async () => {
  for (const below of new Set(files.map((name) => dirname(name))))
    servers.set(below, await LanguageServer.start(join(folder, below)));
});
afterAll(async () => {
  for (const server of servers.values()) await server.stop();
});

test.each(files)(
  'an editor finds the schema of experiments/%s by its modeline, and nothing to underline',
  async (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const server = servers.get(dirname(name))!;
    expect(await server.diagnose(text)).toEqual([]);
    // An unknown key would be underlined: the schema is there.
    expect(await server.diagnose(`${text}\nunknown-key: 1\n`)).toHaveLength(1);
  },
);
