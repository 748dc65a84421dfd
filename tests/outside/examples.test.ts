import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { patternOf } from '../tutorials/shown-output.js';
import { type Command, commandsOf, examples, tutorials } from '../tutorials/tutorial.js';
import { execute, Outside } from './outside.js';

/** Packs and installs half a gigabyte, so it runs where it is asked for: `GANX_OUTSIDE=1 npx vitest run tests/outside`. */
const asked = process.env.GANX_OUTSIDE !== undefined;

describe.skipIf(!asked)('outside of the repository, on the packed packages,', () => {
  const outside = new Outside();
  let cannot: string | undefined;

  beforeAll(async () => {
    cpSync(join(root, 'examples/plugins'), outside.at('plugins'), {
      recursive: true,
      filter: (path) => !/\/(?:node_modules|dist|runs)$/.test(path),
    });
    cannot = await outside.install(await outside.pack(), { workspaces: ['plugins/*'] });
  }, 300_000);
  afterAll(() => outside.remove());
  beforeEach(({ skip }) => skip(cannot !== undefined, cannot));

  describe.each(tutorials)('the tutorial %s', (tutorial) => {
    for (const commands of commandsOf(tutorial)) {
      test(`shows what its commands print: ${commands[0]!.command}`, async () => {
        const printed = await runInTurn(commands, outside);
        for (const [i, { command, shown }] of commands.entries())
          expect(printed[i], command).toMatch(patternOf(shown));
      }, 300_000);
    }
  });

  test.concurrent.each(examples)(
    '%s has no type errors, and builds what it publishes',
    async (name) => {
      const below = join('plugins', name);
      const built = await execute('npm', ['run', '--silent', 'build'], outside.at(below));
      expect(built).toEqual({ code: 0, output: '' });
      const listed = await outside.ganx(['plugins', 'ls', '--plugin', `ganx-plugin-${name}`]);
      expect(listed.output).toContain(`[ganx-plugin-${name} (ganx-plugin-${name} 0.1.0)]`);
    },
    300_000,
  );

  test('the tests of one run under plain vitest, too', async () => {
    const below = outside.at('plugins/relativistic');
    const { code, output } = await execute(outside.at('node_modules/.bin/vitest'), ['run'], below);
    expect(code, output).toBe(0);
  }, 300_000);
});

/** What each command prints, both streams in one; run by one shell, so that `$?` is that of the command before. */
async function runInTurn(commands: readonly Command[], outside: Outside): Promise<string[]> {
  const mark = '<<< end of a command >>>';
  const script = commands
    .map(({ command }) => `${command.replace(/^npx /, '')}\ncode=$?; echo '${mark}'; (exit $code)`)
    .join('\n');
  const folder = outside.at('plugins', commands[0]!.folder);
  const path = `PATH="${outside.at('node_modules/.bin')}:$PATH"`;
  const { output } = await execute('bash', ['-c', `exec 2>&1; export ${path}\n${script}`], folder);
  return output.split(`${mark}\n`).slice(0, -1);
}
