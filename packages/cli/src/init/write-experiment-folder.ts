import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { experimentSchema } from '@ganx/core/spec';
import { stringify } from 'yaml';
import { makeRegistry } from '../compose/registry.js';
import { UsageError } from '../errors/usage-error.js';
import { commandIn } from './installation.js';

const modeline = '# yaml-language-server: $schema=';
const schemaFile = 'experiment.schema.json';

/** Writes all files or none: an existing one is named and nothing is touched. */
export async function writeExperimentFolder(
  directory: string,
  template: 'mnist' | 'points',
  packageRoot: string,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const folder = resolve(directory);
  const name = nameOf(folder);
  const source = await readFile(join(packageRoot, 'templates', `${template}.yaml`), 'utf8');
  const files: Record<string, string> = {
    'experiment.yaml': fromTemplate(source, name),
    [schemaFile]: `${JSON.stringify(experimentSchema(await makeRegistry()), null, 2)}\n`,
    'README.md': readme(name, commandIn(folder, packageRoot)),
    '.gitignore': 'runs/\nsweeps/\nnode_modules/\n',
  };
  const there = Object.keys(files).filter((file) => existsSync(join(folder, file)));
  if (there.length > 0) {
    throw new UsageError(
      'GANX_CLI_EXISTS',
      `${folder} already has ${there.join(', ')}; nothing was written. Choose another folder or move ${there.length === 1 ? 'it' : 'them'} away.`,
    );
  }
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text, { flag: 'wx' });
  return { folder, files: Object.keys(files) };
}

/** A run's folder is named after the experiment, so the name keeps to characters that are safe in paths. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'experiment' : name;
}

/** 2024, true, 1e5 and null are no text in YAML, unless they stand in quotes. */
const plainOrQuoted = (name: string): string => stringify(name, { schema: 'core', version: '1.2' }).trimEnd();

function fromTemplate(source: string, name: string): string {
  return source
    .replace(new RegExp(`^${modeline.replace('$', '\\$')}.*$`, 'm'), `${modeline}./${schemaFile}`)
    .replace(/^name: .*$/m, () => `name: ${plainOrQuoted(name)}`)
    .replace(/\b(quickstart|gaussian-ring)\.yaml/g, 'experiment.yaml');
}

function readme(name: string, command: string): string {
  const how =
    command === 'ganx' ? '' : `\nHere \`ganx\` is \`${command}\`, with which this folder was made.\n`;
  return `# ${name}
${how}
    ganx check experiment.yaml     # is it right? trains nothing
    ganx plan experiment.yaml      # the networks, their shapes and sizes
    ganx run experiment.yaml       # trains; results go to runs/${name}/
    ganx tensorboard               # watch it, now or later

- \`experiment.yaml\` says everything about the experiment; each run keeps a copy of what it was.
- \`${schemaFile}\` lets editors complete and check it (YAML language server). After an update of ganx, or when
  the experiment lists a plugin: \`ganx schema --project . --out ${schemaFile}\`.
- Anything can be changed for one run: \`ganx run experiment.yaml balance.discriminatorSteps=2 seed=3\`.
`;
}
