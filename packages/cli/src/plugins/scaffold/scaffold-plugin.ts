import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ComponentKind, componentKinds, nearest } from '@ganx/core/plugin';
import { experimentSchema } from '@ganx/core/spec';
import { sweepSchema } from '@ganx/core/sweep';
import { makeRegistry } from '../../compose/registry.js';
import { UsageError } from '../../errors/usage-error.js';
import { ganxDependencies } from '../../init/installation.js';
import { exampleSpec, exampleSweep } from './example-spec.js';
import {
  contractTest,
  ganxPackages,
  packageJson,
  pluginModule,
  readme,
  rename,
  type ScaffoldFacts,
  singleModule,
  tsconfig,
} from './package-files.js';

export interface ScaffoldRequest {
  readonly kind: string;
  readonly name: string;
  /** Left out: `ganx-plugin-NAME` for a package, the current folder for a single file. */
  readonly directory?: string;
  readonly namespace?: string;
  readonly singleFile: boolean;
  /** Folder of the command line's own package. */
  readonly packageRoot: string;
}

export interface Scaffolded {
  readonly folder: string;
  readonly files: readonly string[];
  /** The file that a spec lists. */
  readonly entry: string;
  /** How a spec names the component. */
  readonly address: string;
}

const schemaFile = 'experiment.schema.json';
const sweepSchemaFile = 'sweep.schema.json';
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Writes a plugin with one working component. All files or none: an existing one is named and nothing is touched. */
export async function scaffoldPlugin(request: ScaffoldRequest): Promise<Scaffolded> {
  const { kind: written, name, singleFile, packageRoot } = request;
  const kind = kindOf(written);
  const namespace = request.namespace ?? name;
  for (const [what, word] of [
    ['name', name],
    ['namespace', namespace],
  ] as const) {
    if (kebab.test(word)) continue;
    throw new UsageError(
      'GANX_CLI_ARGUMENT',
      `The ${what} "${word}" is not kebab-case: small letters, digits and hyphens, as "soft-hinge".`,
    );
  }
  const folder = resolve(request.directory ?? (singleFile ? '.' : `ganx-plugin-${name}`));
  const packageName = singleFile ? `${namespace}-${name}` : packageNameFrom(folder, name);
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const facts: ScaffoldFacts = {
    kind,
    name,
    namespace,
    packageName,
    ganxVersion: version,
    ganxDependencies: ganxDependencies(packageRoot, ganxPackages, version),
  };
  const read = async (file: string) =>
    rename(await readFile(join(packageRoot, 'templates/plugin', file), 'utf8'), kind, name);
  const component = await read(`${kind}.ts`);
  const entry = singleFile ? `${name}.ts` : 'src/index.ts';
  const address = `${namespace}/${name}`;
  const sweep = exampleSweep(kind, address, './example.yaml', `./${sweepSchemaFile}`);
  const files: Record<string, string> = singleFile
    ? { [entry]: singleModule(component, facts) }
    : {
        [`src/${name}.ts`]: component,
        [`src/${name}.test.ts`]: await read(`${kind}.test.ts`),
        'src/contract.test.ts': contractTest,
        [entry]: pluginModule(facts),
        'package.json': packageJson(facts),
        'tsconfig.json': tsconfig,
        'README.md': readme(facts),
        '.gitignore': 'node_modules/\ndist/\nruns/\nsweeps/\n',
        'example.yaml': exampleSpec(kind, address, `./${entry}`, `./${schemaFile}`),
        ...(sweep === undefined ? {} : { 'sweep.yaml': sweep }),
      };
  await writeAll(folder, files);
  const schemas: Record<string, object> = {};
  if (!singleFile) {
    const registry = await makeRegistry(
      [{ reference: `./${entry}`, directory: folder, by: 'command line' }],
      folder,
    );
    schemas[schemaFile] = experimentSchema(registry) as object;
    if (sweep !== undefined) schemas[sweepSchemaFile] = sweepSchema(registry) as object;
  }
  for (const [file, schema] of Object.entries(schemas))
    await writeFile(join(folder, file), `${JSON.stringify(schema, null, 2)}\n`);
  return { folder, files: [...Object.keys(files), ...Object.keys(schemas)], entry, address };
}

export function kindOf(written: string): ComponentKind {
  if (componentKinds.includes(written as ComponentKind)) return written as ComponentKind;
  const message = `There is no kind "${written}". There are ${componentKinds.join(', ')}.`;
  throw new UsageError('GANX_CLI_ARGUMENT', message, nearest(written, componentKinds));
}

function packageNameFrom(folder: string, name: string): string {
  const own = basename(folder).toLowerCase();
  return kebab.test(own) ? own : `ganx-plugin-${name}`;
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const there = Object.keys(files).filter((file) => existsSync(join(folder, file)));
  if (there.length > 0) {
    throw new UsageError(
      'GANX_CLI_EXISTS',
      `${folder} already has ${there.join(', ')}; nothing was written. Choose another folder with --dir.`,
    );
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text, { flag: 'wx' });
  }
}
