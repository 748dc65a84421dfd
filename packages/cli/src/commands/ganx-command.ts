import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../ansi.js';
import type { LoadRequest } from '../compose/load.js';
import type { ExitCode } from '../exit-codes.js';
import { stderr, stdout } from '../output/output.js';

/** What all commands share: `--json`, one line of it, last on stdout; errors go up to `main`. */
export abstract class GanxCommand extends Command {
  static override enableJsonFlag = true;

  override logJson(value: unknown): void {
    stdout.write(`${JSON.stringify(value)}\n`);
  }

  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /** To stdout, unless `--json` keeps it for the result. */
  protected say(text = ''): void {
    (this.jsonEnabled() ? stderr : stdout).write(`${text}\n`);
  }

  /** To stderr, whatever is on stdout. */
  protected warning(message: string): void {
    const paint = makePaint(wantsColor(stderr));
    stderr.write(`${paint.yellow('warning')} ${message}\n`);
  }

  protected exitWith(code: ExitCode): void {
    process.exitCode = code;
  }
}

/** A run, and changes to its spec, as `resume` and `fork` take them. */
export const runArgs = {
  run: Args.string({
    description:
      'The run: its folder, NAME/DATE-TIME-ID or an unambiguous beginning of it, its ID, or `latest`; with @ITERATION, @last or @best one of its checkpoints.',
    required: true,
    ignoreStdin: true,
  }),
  overrides: Args.string({
    description: 'Changes to its spec: a.b=1 sets, +a=1 adds, ++a=1 sets or adds, ~a removes.',
    multiple: true,
    required: false,
    ignoreStdin: true,
  }),
};

export const runsDirFlag = {
  'runs-dir': Flags.string({ description: 'Where run folders are.', helpValue: 'DIR', default: 'runs' }),
};

export const acceptPluginsFlag = {
  'accept-plugins': Flags.boolean({
    description: 'Load the plugins that the run lists although it was not begun by you on this machine.',
  }),
};

/** An experiment and changes to it, as `run` and `plan` take them. */
export const specArgs = {
  spec: Args.string({ description: 'The experiment.', required: true, ignoreStdin: true }),
  overrides: Args.string({
    description: 'Changes to it: a.b=1 sets, +a=1 adds, ++a=1 sets or adds, ~a removes.',
    multiple: true,
    required: false,
    ignoreStdin: true,
  }),
};

/** The long forms of overrides, for those who find `~a` and `++a=1` too short. */
export const overrideFlags = {
  set: Flags.string({
    description:
      'Set a value of the spec, as `--set balance.discriminatorSteps=5`; the same as `++PATH=VALUE`.',
    helpValue: 'PATH=VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  unset: Flags.string({
    description: 'Remove a value of the spec, as `--unset ema`; the same as `~PATH`.',
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

interface Changes {
  readonly args: { readonly overrides: unknown };
  readonly flags: {
    readonly set: readonly string[] | undefined;
    readonly unset: readonly string[] | undefined;
  };
}

export function loadRequest(parsed: Changes & { readonly args: { readonly spec: string } }): LoadRequest {
  return { file: parsed.args.spec, ...overridesFrom(parsed) };
}

/** What a command line says of a spec, without which. */
export function overridesFrom({ args, flags }: Changes): Omit<LoadRequest, 'file'> {
  return {
    // oclif types an argument that may be repeated as a single string.
    overrides: (args.overrides ?? []) as readonly string[],
    set: flags.set ?? [],
    unset: flags.unset ?? [],
  };
}
