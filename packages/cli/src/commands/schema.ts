import { readFileSync } from 'node:fs';
import * as Flags from '@oclif/core/flags';
import { stdout } from '../output/output.js';
import { refuseExisting } from '../output/refuse-existing.js';
import { GanxCommand } from './ganx-command.js';

export default class Schema extends GanxCommand {
  static override summary = 'Print or write the JSON Schema that editors check experiments against.';
  static override description =
    `The schema knows the built-in components and, with --spec, --project and --plugin, those of plugins, which are loaded for it. A file tells an editor of its schema by its first line:

  # yaml-language-server: $schema=./experiment.schema.json

Make it anew when a plugin is added or changes its options, and after an update of ganx. See docs/guides/editor.md.`;
  static override examples = [
    '<%= config.bin %> schema > experiment.schema.json',
    '<%= config.bin %> schema --project . --out experiment.schema.json',
    '<%= config.bin %> schema --spec experiment.yaml --write schemas',
    '<%= config.bin %> schema --plugin @acme/ganx-plugin-maps --out experiment.schema.json',
  ];
  static override flags = {
    sweep: Flags.boolean({ description: 'The schema of sweep files instead.' }),
    write: Flags.string({
      description: 'Folder to write experiment.schema.json (or sweep.schema.json) into.',
      helpValue: 'DIR',
      exclusive: ['out'],
    }),
    out: Flags.string({ description: 'File to write.', helpValue: 'FILE' }),
    force: Flags.boolean({ description: 'Write over a file that is not such a schema.' }),
    spec: Flags.string({
      description: 'With the plugins that this spec lists; may be repeated.',
      helpValue: 'SPEC',
      multiple: true,
      multipleNonGreedy: true,
    }),
    project: Flags.string({
      description:
        'With the plugins that the specs in this folder and below list; node_modules, runs, dist and hidden folders are left out.',
      helpValue: 'DIR',
    }),
    plugin: Flags.string({
      description: 'With this package or file; may be repeated.',
      helpValue: 'PLUGIN',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Schema);
    const [{ experimentSchema }, { sweepSchema }, { scopedRegistry }] = await Promise.all([
      import('@ganx/core/spec'),
      import('@ganx/core/sweep'),
      import('../plugins/spec-registry.js'),
    ]);
    const { registry, passedOver } = await scopedRegistry({
      ...(flags.spec !== undefined && { specs: flags.spec }),
      ...(flags.project !== undefined && { project: flags.project }),
      ...(flags.plugin !== undefined && { plugins: flags.plugin }),
    });
    const schema = flags.sweep ? sweepSchema(registry) : experimentSchema(registry);
    const name = flags.sweep ? 'sweep' : 'experiment';
    const file = flags.out ?? (flags.write === undefined ? undefined : `${flags.write}/${name}.schema.json`);
    if (file === undefined) {
      if (!this.jsonEnabled()) stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      return schema as object;
    }
    const [{ mkdir, writeFile }, { dirname, resolve }] = await Promise.all([
      import('node:fs/promises'),
      import('node:path'),
    ]);
    const path = resolve(file);
    refuseExisting(path, {
      force: flags.force || isMadeHere(path),
      flag: flags.out === undefined ? '--write' : '--out',
    });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(schema, null, 2)}\n`);
    const plugins = registry.plugins.flatMap(({ origin }) => (origin ? [origin.reference] : []));
    this.say(`Wrote ${path}${plugins.length === 0 ? '' : `, with ${plugins.join(', ')}`}`);
    for (const spec of passedOver)
      this.say(`Left out ${spec}: it cannot be read as an experiment; \`ganx check ${spec}\` tells why.`);
    return { written: [path], plugins, passedOver };
  }
}

/** Schemas are made anew whenever plugins change: one that this command has made is written over. */
function isMadeHere(path: string): boolean {
  try {
    const { title } = JSON.parse(readFileSync(path, 'utf8')) as { readonly title?: unknown };
    return typeof title === 'string' && title.startsWith('ganx ');
  } catch {
    return false;
  }
}
