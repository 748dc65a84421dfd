import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../cli/ganx.js';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end; `output` is all that it wrote to either stream. */
export function execute(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      NO_COLOR: '1',
      CI: '1',
      XDG_CONFIG_HOME: join(tmpdir(), 'ganx-tests-settings'),
    };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

export interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** An empty folder outside the repository, and the packages as they would be published. */
export class Outside {
  readonly folder = mkdtempSync(join(tmpdir(), 'ganx-outside-'));

  async pack(): Promise<readonly Packed[]> {
    const tars = join(this.folder, 'tars');
    mkdirSync(tars);
    const args = ['pack', '--workspaces', '--ignore-scripts', '--json', '--pack-destination', tars];
    const { output } = await execute('npm', args, root);
    const json = output.slice(output.search(/^[[{]/m), output.search(/^[\]}]$/m) + 1);
    return Object.values(JSON.parse(json) as Record<string, Packed>);
  }

  /**
   * Installs the tarballs, the tools of an author, other packages and what the packages in `workspaces` need, from npm's
   * cache where it has them; says why it cannot.
   */
  async install(
    packed: readonly Packed[],
    {
      workspaces = [],
      others = [],
    }: { readonly workspaces?: readonly string[]; readonly others?: readonly string[] } = {},
  ): Promise<string | undefined> {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Readonly<Record<string, string>>;
    };
    const tools = ['vitest', 'typescript', '@types/node'].map((name) => `${name}@${devDependencies[name]}`);
    const ours = packed.map(({ filename }) => join(this.folder, 'tars', filename));
    const facts = { name: 'outside', private: true, type: 'module', workspaces };
    writeFileSync(this.at('package.json'), `${JSON.stringify(facts)}\n`);
    const args = [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      ...ours,
      ...tools,
      ...others,
    ];
    const { code, output } = await execute('npm', args, this.folder);
    return code === 0
      ? undefined
      : `npm cannot install here: ${output.trim().split('\n').slice(-3).join(' ')}`;
  }

  at(...path: readonly string[]): string {
    return join(this.folder, ...path);
  }

  ganx(args: readonly string[], below = '.'): Promise<Ended> {
    return execute(process.execPath, [this.at('node_modules/@ganx/cli/bin/run.js'), ...args], this.at(below));
  }

  tsc(below: string): Promise<Ended> {
    return execute(
      process.execPath,
      [this.at('node_modules/typescript/bin/tsc'), '--noEmit', '-p', '.'],
      this.at(below),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
