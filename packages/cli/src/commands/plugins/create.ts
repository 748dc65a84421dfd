import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { GanxCommand } from '../ganx-command.js';

export default class PluginsCreate extends GanxCommand {
  static override summary =
    'Make a plugin with one working component, its tests and a spec that trains with it.';
  static override description =
    `Writes a package: the component, its test and contract test, package.json, tsconfig.json, README, the schema for editors and example.yaml. With --single-file, one TypeScript file. Nothing is built: a spec lists the TypeScript file as it is. Existing files are never overwritten.

KIND is one of augmentation, balance, callback, conditioning, dataset, feature-extractor, launcher, layer, logger, loss, metric, network, optimizer, pruner, regularizer, schedule, search, stopping-rule, weight-transform. With a launcher, a pruner or a search comes a sweep that uses it.`;
  static override examples = [
    '<%= config.bin %> plugins create loss soft-hinge',
    '<%= config.bin %> plugins create metric mean-gap --dir plugins --single-file',
  ];
  static override args = {
    kind: Args.string({ description: 'What to make, as loss or layer.', required: true, ignoreStdin: true }),
    name: Args.string({ description: 'Its type, kebab-case.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    dir: Flags.string({
      description: 'Folder to write into; left out: ganx-plugin-NAME, or the current one for a single file.',
      helpValue: 'DIR',
    }),
    namespace: Flags.string({
      description: 'Word that stands before its types in a spec, as acme in acme/soft-hinge; left out: NAME.',
      helpValue: 'WORD',
    }),
    'single-file': Flags.boolean({ description: 'Write NAME.ts and nothing else.', default: false }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(PluginsCreate);
    const { scaffoldPlugin } = await import('../../plugins/scaffold/scaffold-plugin.js');
    const made = await scaffoldPlugin({
      kind: args.kind,
      name: args.name,
      singleFile: flags['single-file'],
      packageRoot: this.config.root,
      ...(flags.dir !== undefined && { directory: flags.dir }),
      ...(flags.namespace !== undefined && { namespace: flags.namespace }),
    });
    this.say(`Made in ${made.folder}:`);
    for (const file of made.files) this.say(`  ${file}`);
    const { commandIn } = await import('../../init/installation.js');
    const { shellWord } = await import('@ganx/core/spec');
    if (flags['single-file']) {
      this.say(`\nIn a spec beside it:   plugins: [./${made.entry}]   and the type ${made.address}`);
      const { join, relative } = await import('node:path');
      const bin = commandIn('.', this.config.root);
      const entry = shellWord(relative(process.cwd(), join(made.folder, made.entry)));
      this.say('\nNext:');
      this.say(`  ${bin} plugins test ${entry}`);
      this.say('For editors, once a spec lists it:');
      this.say(`  ${bin} schema --project . --out experiment.schema.json`);
    } else {
      const use = made.files.includes('sweep.yaml') ? 'sweep start sweep.yaml' : 'run example.yaml';
      this.say('\nNext:');
      for (const command of [`cd ${shellWord(made.folder)}`, 'npm install']) this.say(`  ${command}`);
      this.say('  npx ganx plugins test .');
      this.say(`  npx ganx ${use}`);
      const bin = commandIn(made.folder, this.config.root);
      if (bin !== 'npx ganx') {
        this.say('The last one without npm install:');
        this.say(`  ${bin} ${use}`);
      }
    }
    return made;
  }
}
