import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launcher, LauncherComponent, TrialProcess } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { deaf, patient, readLog, says, TrialJobs } from './trial-jobs.js';

/**
 * What holds for every launcher: it starts a command, tells how it ended, asks it to end or ends it, and knows it again after
 * the driver that started it is gone. The commands are small programs of Node.js, so the suite runs wherever a trial does; a
 * launcher that needs a cluster is skipped by a hint where there is none.
 *
 * @param patience how long it may take to start a process, or to see that it has ended, in milliseconds: queues look seldom
 */
export function launcherChecks(
  component: LauncherComponent,
  context: CheckContext,
  patience = 45_000,
): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map((options) => () => component.create(options)),
  );
  /** Runs a judgement with jobs of a new folder, and leaves neither processes nor files behind. */
  const on =
    (judge: (make: () => Launcher, jobs: TrialJobs) => Promise<void>) =>
    async (make: () => Launcher): Promise<void> => {
      const jobs = new TrialJobs(patience);
      try {
        await judge(make, jobs);
      } finally {
        await jobs.remove();
      }
    };
  return [
    each(
      'launch',
      'it starts the command with its arguments, puts what it prints into the log, and tells its exit code',
      on(async (make, jobs) => {
        const launcher = make();
        for (const [name, code] of [
          ['good', 0],
          ['bad', 3],
        ] as const) {
          const job = jobs.make(name, `${says}\nprocess.exitCode = ${code};`);
          await jobs.endsWith(await jobs.start(launcher, job), code, 'A command that ends by itself');
          // A shared disk may show the log late.
          await jobs.printed(job, `${job.folder} begun`);
          await jobs.printed(job, 'and complains');
        }
      }),
    ),
    each(
      'launch',
      'a second start of a trial goes on in the same log',
      on(async (make, jobs) => {
        const launcher = make();
        const job = jobs.make('again', says);
        await jobs.ended(await jobs.start(launcher, job), 'A command that ends by itself');
        await jobs.printed(job, 'and complains');
        await jobs.ended(await jobs.start(launcher, job), 'A command that is started again');
        await jobs.until(
          () => readLog(job).split('and complains').length > 2,
          () => `After two starts the log holds:\n${readLog(job)}`,
        );
      }),
    ),
    each(
      'launch',
      'stop() lets the command save and end by itself, kill() ends it at once, and neither minds that it has ended',
      on(async (make, jobs) => {
        const launcher = make();
        const polite = jobs.make('polite', patient);
        const stopped = await jobs.start(launcher, polite);
        await jobs.printed(polite, 'begun');
        stopped.stop();
        await jobs.endsWith(stopped, 130, 'A command that saves and ends with 130 when it is asked to');
        await jobs.printed(polite, 'saved');
        stopped.stop();
        stopped.kill();
        const stubborn = jobs.make('stubborn', deaf);
        const killed = await jobs.start(launcher, stubborn);
        await jobs.printed(stubborn, 'begun');
        killed.kill();
        const { code } = await jobs.ended(killed, 'A command that does not listen, killed,');
        if (code === 0) throw new Finding('A command that was killed is said to have ended with 0.');
      }),
    ),
    each(
      'orphan',
      'a launcher of a later driver finds the process, by its id and by its folder alone, and can stop it',
      on(async (make, jobs) => {
        const job = jobs.make('left', patient);
        const other = jobs.make('other', patient);
        const { id } = await jobs.start(make(), job);
        if (typeof id !== 'string' || id === '') throw new Finding(`The id is ${JSON.stringify(id)}.`);
        await jobs.start(make(), other);
        await jobs.printed(job, 'begun');
        await jobs.printed(other, 'begun');
        for (const known of [id, undefined]) {
          const what = known === undefined ? 'by its folder alone' : 'by its id';
          const found = await make().find(job, known);
          if (!found) throw new Finding(`A process that runs is not found ${what}.`);
          if (found.id !== id) throw new Finding(`Found ${what}, it has the id ${found.id}, not ${id}.`);
        }
        const found = (await make().find(job))!;
        found.stop();
        const { code } = await jobs.ended(found, 'A process of an earlier driver, stopped,');
        if (code !== null && code !== 130)
          throw new Finding(`It is said to have ended with ${code}, not 130.`);
        await jobs.printed(job, 'saved');
        if (!(await make().find(other)))
          throw new Finding('The process of another trial was stopped with it.');
      }),
    ),
    each(
      'orphan',
      'a trial that was never started, or has ended, is not found',
      on(async (make, jobs) => {
        const job = jobs.make('gone', says);
        if (await make().find(job)) throw new Finding('A trial that was never started is found.');
        const { id, exited } = await jobs.start(make(), job);
        await jobs.within(exited, 'A command that ends by itself is not seen to end.');
        for (const known of [undefined, id])
          if (await make().find(job, known)) throw new Finding('A process that has ended is found.');
      }),
    ),
    each(
      'launch',
      'a program that does not exist is refused, or ends with a failure',
      on(async (make, jobs) => {
        const job = {
          ...jobs.make('missing', ''),
          command: [join(jobs.folder, 'no-such-program')] as [string],
        };
        let process: TrialProcess;
        try {
          process = await jobs.start(make(), job);
        } catch (error) {
          if (error instanceof Error) return;
          throw new Finding(`It is refused with ${String(error)}, which is no Error.`);
        }
        const { code } = await jobs.ended(process, 'A program that does not exist');
        if (code === 0) throw new Finding('It is said to have ended with 0.');
      }),
    ),
    each(
      'orphan',
      'a trial is no member of the process group of the driver, so that Ctrl-C reaches the driver alone',
      on(async (make, jobs) => {
        // Field 5 of /proc/self/stat; the second is the name in parentheses.
        const group =
          "require('node:fs').readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[2]";
        if (!existsSync('/proc/self/stat')) return;
        const job = jobs.make('group', `console.log('group ' + ${group} + '.');`);
        await jobs.ended(await jobs.start(make(), job), 'A command that ends by itself');
        await jobs.printed(job, 'group ');
        const own = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')[2];
        if (readLog(job).includes(`group ${own}.`)) throw new Finding(`Both are in the group ${own}.`);
      }),
    ),
  ];
}
