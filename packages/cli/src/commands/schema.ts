import * as Flags from '@oclif/core/flags';
import { GanxCommand } from './ganx-command.js';

export default class Schema extends GanxCommand {
  static override summary = 'Print or write the JSON Schema that editors check experiments against.';
  static override description =
    'The schema is generated from the components that are registered: the built-in ones and, with --plugin, those of plugins.';
  static override examples = [
    '<%= config.bin %> schema > experiment.schema.json',
    '<%= config.bin %> schema --write schemas',
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
    plugin: Flags.string({
      description: 'Package or file whose components belong in the schema; may be repeated.',
      helpValue: 'PLUGIN',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(Schema);
    const [{ experimentSchema }, { sweepSchema }, { makeRegistry, namedPlugins }] = await Promise.all([
      import('@ganx/core/spec'),
      import('@ganx/core/sweep'),
      import('../compose/registry.js'),
    ]);
    const registry = await makeRegistry(namedPlugins(flags.plugin));
    const schema = flags.sweep ? sweepSchema(registry) : experimentSchema(registry);
    const name = flags.sweep ? 'sweep' : 'experiment';
    const file = flags.out ?? (flags.write === undefined ? undefined : `${flags.write}/${name}.schema.json`);
    if (file === undefined) {
      if (!this.jsonEnabled()) process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      return schema as object;
    }
    const [{ mkdir, writeFile }, { dirname, resolve }] = await Promise.all([
      import('node:fs/promises'),
      import('node:path'),
    ]);
    const path = resolve(file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(schema, null, 2)}\n`);
    this.say(`Wrote ${path}`);
    return { written: [path] };
  }
}
