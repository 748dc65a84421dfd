import { statSync } from 'node:fs';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../ansi.js';
import { UsageError } from '../errors/usage-error.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { stderr, stdout } from '../output/output.js';
import { GanxCommand, overrideFlags, overridesFrom } from './ganx-command.js';

export default class Check extends GanxCommand {
  static override summary = 'Say whether specs are right, with every mistake and its place; train nothing.';
  static override description =
    'Loads each spec, checks it against the components that it names, reads the headers of its data and builds its networks and steps. Nothing is written.';
  static override examples = [
    '<%= config.bin %> check experiments/*.yaml',
    '<%= config.bin %> check experiment.yaml --json',
    '<%= config.bin %> check experiments/*.yaml --strict',
    '<%= config.bin %> check experiment.yaml loss=hinge ~ema',
  ];
  static override args = {
    specs: Args.string({
      description:
        'Files to check, and changes to each of them, as `run` takes them. What ends in .yaml or .yml, or names a file that exists, is a spec; anything else that begins with + or ~ or contains = is a change. A change whose value ends in .yaml goes by --set.',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...overrideFlags,
    strict: Flags.boolean({
      description: 'Count advice as mistakes: combinations that are allowed and known to go badly.',
      default: false,
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Check);
    const words = args.specs as unknown as readonly string[];
    const files = words.filter((word) => !isOverride(word));
    const changes = overridesFrom({ args: { overrides: words.filter(isOverride) }, flags });
    if (files.length === 0)
      throw new UsageError(
        'GANX_CLI_ARGUMENT',
        'No spec was named, only changes. Name its file first: `ganx check FILE a.b=1`',
      );
    const [{ check }, { renderAdvice, renderProblems }, { reportError }] = await Promise.all([
      import('../compose/check.js'),
      import('@ganx/core/spec'),
      import('../errors/report-error.js'),
    ]);
    const paint = makePaint(wantsColor(stdout));
    const problems = [];
    const advice = [];
    const shown = { color: wantsColor(stderr), directory: process.cwd() };
    let worst: ExitCode = exitCodes.done;
    for (const file of files) {
      const found = await check({ file, ...changes });
      problems.push(...found.problems);
      if (found.exitCode > worst) worst = found.exitCode;
      const heeded = found.advice.length === 0 || !flags.strict;
      if (found.problems.length === 0 && heeded) this.say(`${paint.green('ok')} ${file}`);
      else if (found.problems.length === 0) stderr.write(`${file}\n`);
      else if (found.failure !== undefined) {
        stderr.write(`${file}\n`);
        await reportError(found.failure, { json: false });
      } else stderr.write(`${renderProblems(found.problems, found.sources, shown)}\n`);
      if (found.advice.length === 0) continue;
      advice.push(...found.advice);
      stderr.write(`${renderAdvice(found.advice, found.sources, shown)}\n`);
      if (!flags.strict) continue;
      problems.push(...found.advice.map(({ override: _, ...rest }) => ({ ...rest, suggestions: [] })));
      if (worst < exitCodes.spec) worst = exitCodes.spec;
    }
    if (worst !== exitCodes.done) this.exitWith(worst);
    return { valid: problems.length === 0, problems, advice };
  }
}

/** Changes and specs stand in one list: a spec that is missing must not become a change that is made to the others. */
const isOverride = (word: string): boolean =>
  /^[+~]|=/.test(word) && !/\.ya?ml$/i.test(word) && !statSync(word, { throwIfNoEntry: false })?.isFile();
