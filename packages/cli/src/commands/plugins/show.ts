import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../../ansi.js';
import { UsageError } from '../../errors/usage-error.js';
import { stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';
import PluginsLs from './ls.js';

export default class PluginsShow extends GanxCommand {
  static override summary =
    'Show one component: its options with defaults, examples, what it needs, where it comes from.';
  static override examples = [
    '<%= config.bin %> plugins show adam',
    '<%= config.bin %> plugins show acme/soft-hinge --spec experiment.yaml',
  ];
  static override args = {
    type: Args.string({ description: 'As a spec writes it.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    ...PluginsLs.flags,
    kind: Flags.string({ description: 'Of this kind, where several have the type.', helpValue: 'KIND' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(PluginsShow);
    const [
      { chooseRegistry },
      { componentLines, capabilitiesOf, sourceOf },
      { componentKinds },
      { kindOf },
      { stringify },
    ] = await Promise.all([
      import('../../plugins/spec-registry.js'),
      import('../../plugins/describe-component.js'),
      import('@ganx/core/plugin'),
      import('../../plugins/scaffold/scaffold-plugin.js'),
      import('yaml'),
    ]);
    const kinds = flags.kind === undefined ? componentKinds : [kindOf(flags.kind)];
    const registry = await chooseRegistry({
      ...(flags.spec !== undefined && { spec: flags.spec }),
      ...(flags.plugin !== undefined && { plugins: flags.plugin }),
    });
    const found = kinds.flatMap((kind) => registry.find(kind, args.type) ?? []);
    if (found.length === 0) {
      const near = kinds.flatMap((kind) => registry.suggest(kind, args.type));
      const where =
        flags.spec === undefined ? ' Components of a plugin are seen with --spec or --plugin.' : '';
      const what = flags.kind === undefined ? 'component' : flags.kind;
      throw new UsageError(
        'GANX_CLI_ARGUMENT',
        `There is no ${what} "${args.type}".${where}`,
        [...new Set(near)].slice(0, 3),
      );
    }
    const paint = makePaint(wantsColor(stdout));
    const yaml = (value: object) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
    for (const [i, registered] of found.entries()) {
      if (i > 0) this.say();
      for (const line of componentLines(registered, paint, yaml)) this.say(line);
    }
    return {
      components: found.map((registered) => {
        const { component, address } = registered;
        const { kind, description, options, examples, source } = component;
        return {
          kind,
          type: address,
          description,
          from: sourceOf(registered),
          capabilities: capabilitiesOf(registered),
          options: options ?? null,
          examples,
          ...(source !== undefined && { source }),
        };
      }),
    };
  }
}
