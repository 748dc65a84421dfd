import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ComparedRun } from '@ganx/core/compare';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { UsageError } from '../errors/usage-error.js';
import { exitCodes } from '../exit-codes.js';
import { stderr, stdout } from '../output/output.js';
import { refuseExisting } from '../output/refuse-existing.js';
import { GanxCommand } from './ganx-command.js';

const many = { multiple: true, multipleNonGreedy: true } as const;

export default class Compare extends GanxCommand {
  static override summary = 'Put runs side by side: what differs in their specs, and what they measured.';
  static override description =
    `Prints a table of the runs with only the keys of the spec that differ, and a second one in which runs that differ only in their seed stand together: median, quartiles, range and how many collapsed.

A metric whose values were measured in different ways (other data, extractor, number of samples, weights or plugin version) is marked with a star; ranking by it is refused, with what differs, and ends with 2.`;
  static override examples = [
    '<%= config.bin %> compare',
    '<%= config.bin %> compare ring mnist/20260102-030405-abcdef latest',
    '<%= config.bin %> compare ring --by mode-coverage/modes --where balance.discriminatorSteps=5',
    '<%= config.bin %> compare ring --status finished --html ring.html',
    '<%= config.bin %> compare 3f2a91 latest --diff',
    '<%= config.bin %> compare --sweep sweeps/ring --md --seeds',
  ];
  static override args = {
    runs: Args.string({
      description:
        'Runs, as `ganx resume` names them: a folder, NAME/DATE-TIME-ID or its beginning, `latest`; the name of an experiment, or a folder of runs, means all in it. Left out: every run.',
      multiple: true,
      required: false,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    'runs-dir': Flags.string({ description: 'Where run folders are.', helpValue: 'DIR', default: 'runs' }),
    sweep: Flags.string({ description: 'Compare every run below this folder too.', helpValue: 'FOLDER' }),
    where: Flags.string({
      description:
        'Only runs whose spec says so, as `loss.type=hinge`; also !=, <, <=, > and >=. All must hold.',
      helpValue: 'KEY=VALUE',
      ...many,
    }),
    name: Flags.string({ description: 'Only runs of this experiment; `ring*` is a beginning.', ...many }),
    status: Flags.string({
      description:
        'Only runs in this state (running, crashed, interrupted, pruned, failed, finished) or with this verdict (collapsed, ...).',
      ...many,
    }),
    by: Flags.string({ description: 'Rank by this metric, the best first.', helpValue: 'METRIC' }),
    value: Flags.string({
      description: "Which of a run's values counts when ranking and over seeds.",
      options: ['best', 'last'],
      default: 'best',
    }),
    seeds: Flags.boolean({ description: 'Only the table of configurations, seeds taken together.' }),
    csv: Flags.boolean({
      description: 'Print the table as CSV, numbers in full.',
      exclusive: ['md', 'json', 'diff'],
    }),
    md: Flags.boolean({ description: 'Print the tables as Markdown.', exclusive: ['json', 'diff'] }),
    force: Flags.boolean({ description: 'Write over what is there.' }),
    html: Flags.string({
      description:
        'Write curves, samples, parallel coordinates, seeds and spec differences into one HTML file that loads nothing else.',
      helpValue: 'FILE',
      exclusive: ['diff'],
    }),
    diff: Flags.boolean({ description: 'Show how the specs of two runs differ.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Compare);
    if (flags.html !== undefined) refuseExisting(resolve(flags.html), { force: flags.force, flag: '--html' });
    const [core, view] = await Promise.all([import('@ganx/core/compare'), import('../compare/print.js')]);
    const folders = core.findRuns({
      // oclif types an argument that may be repeated as a single string.
      references: (args.runs ?? []) as readonly string[],
      runsDirectory: flags['runs-dir'],
      ...(flags.sweep === undefined ? {} : { sweep: flags.sweep }),
    });
    const all = await core.readRuns(
      folders,
      flags.html === undefined ? 0 : core.pointsPerCurve(folders.length),
    );
    const runs = core.filterRuns(all, {
      where: flags.where ?? [],
      names: flags.name ?? [],
      statuses: flags.status ?? [],
    });
    if (flags.diff) return this.#diff(runs, core, view);
    if (runs.length === 0)
      throw new UsageError('GANX_CLI_FLAG', `None of the ${all.length} runs passes the filters.`);
    const comparison = core.compareRuns(runs, {
      ...(flags.by === undefined ? {} : { by: flags.by }),
      which: flags.value as 'best' | 'last',
    });
    if (!this.jsonEnabled()) {
      const format = flags.csv ? 'csv' : flags.md ? 'md' : 'text';
      for (const line of view.comparisonLines(comparison, format, {
        seeds: flags.seeds,
        width: stdout.columns,
      }))
        this.say(line);
    }
    for (const line of view.noticeLines(comparison)) stderr.write(`${line}\n`);
    if (flags.html !== undefined) {
      const path = resolve(flags.html);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, core.reportHtml(comparison));
      stderr.write(`wrote ${path}\n`);
    }
    if (comparison.ranking?.refused !== undefined) this.exitWith(exitCodes.spec);
    return core.comparisonJson(comparison);
  }

  #diff(
    runs: readonly ComparedRun[],
    { diffSpecs }: typeof import('@ganx/core/compare'),
    { diffText }: typeof import('../compare/print.js'),
  ): object {
    const [from, to] = runs;
    if (!from || !to || runs.length > 2)
      throw new UsageError(
        'GANX_CLI_ARGUMENT',
        `--diff shows how two runs differ; ${runs.length === 1 ? 'this is one' : `these are ${runs.length}`}: ${runs
          .slice(0, 5)
          .map(({ run }) => run)
          .join(', ')}`,
      );
    const hunks = diffSpecs(from.specText, to.specText);
    for (const line of diffText(from.run, to.run, hunks)) this.say(line);
    return { from: from.run, to: to.run, hunks };
  }
}
