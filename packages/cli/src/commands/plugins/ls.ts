import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../../ansi.js';
import { stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';

export default class PluginsLs extends GanxCommand {
  static override summary = 'List the components that a spec can name, by kind, and where they come from.';
  static override description =
    'The built-in ones; with --spec and --plugin, those of the plugins that a spec lists or that are named. Installed packages that call themselves plugins are listed at the end; they are not loaded.';
  static override examples = [
    '<%= config.bin %> plugins ls',
    '<%= config.bin %> plugins ls --kind loss',
    '<%= config.bin %> plugins ls --spec experiment.yaml --json',
  ];
  static override flags = {
    kind: Flags.string({ description: 'Only this kind.', helpValue: 'KIND' }),
    spec: Flags.string({ description: 'With the plugins that this spec lists.', helpValue: 'SPEC' }),
    plugin: Flags.string({
      description: 'With this package or file; may be repeated.',
      helpValue: 'PLUGIN',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(PluginsLs);
    const [
      { chooseRegistry },
      { sourceOf },
      { componentKinds },
      { kindOf },
      { installedPlugins },
      { table },
    ] = await Promise.all([
      import('../../plugins/spec-registry.js'),
      import('../../plugins/describe-component.js'),
      import('@ganx/core/plugin'),
      import('../../plugins/scaffold/scaffold-plugin.js'),
      import('../../plugins/installed.js'),
      import('../../view/format.js'),
    ]);
    const kinds = flags.kind === undefined ? componentKinds : [kindOf(flags.kind)];
    const registry = await chooseRegistry({
      ...(flags.spec !== undefined && { spec: flags.spec }),
      ...(flags.plugin !== undefined && { plugins: flags.plugin }),
    });
    const paint = makePaint(wantsColor(stdout));
    const components = [];
    for (const kind of kinds) {
      const entries = registry.list(kind);
      if (entries.length === 0) continue;
      this.say(paint.bold(kind));
      const foreign = (entry: (typeof entries)[number]) =>
        entry.plugin.origin ? ` [${sourceOf(entry)}]` : '';
      const rows = entries.map((entry) => [entry.address, `${entry.component.description}${foreign(entry)}`]);
      for (const line of table(rows)) this.say(`  ${line}`);
      for (const { address, component, plugin } of entries) {
        const { name, version, origin } = plugin;
        components.push({
          kind,
          type: address,
          description: component.description,
          plugin: {
            name,
            version,
            from: origin?.from ?? 'built-in',
            ...(origin && { reference: origin.reference }),
          },
        });
      }
    }
    const listed = new Set(registry.plugins.map(({ name }) => name));
    const installed = installedPlugins(process.cwd()).filter(({ name }) => !listed.has(name));
    if (installed.length > 0) {
      this.say(paint.bold('installed, not loaded: list them under "plugins" in a spec'));
      for (const line of table(
        installed.map(({ name, version, namespace }) => [name, version, namespace ?? '']),
      )) {
        this.say(`  ${line}`);
      }
    }
    return { components, installed };
  }
}
