import { join } from 'node:path';

/** What lies in a trial's folder beside its run, while Slurm looks after it. */
export const slurmFiles = (folder: string) => ({
  /** The batch script of this trial. */
  script: join(folder, 'slurm-job.sh'),
  /** How the process ended; written by the script, not there while it runs or if the node was lost. */
  exit: join(folder, 'slurm-exit.json'),
  /** Which submission the trial is part of; written before it is submitted. */
  submission: join(folder, 'slurm-submission.json'),
});

/** In single quotes, for a POSIX shell. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Script of one trial. It runs the command again whenever Slurm starts the job again, and says how it ended in a file.
 *
 * SIGTERM (a polite stop, `scontrol requeue`, `scancel`) is passed on: the process saves and ends. SIGUSR1, which Slurm sends
 * shortly before the time limit, is passed on as SIGTERM too, and afterwards the job asks to be queued again. SIGUSR2 ends the
 * process at once: Slurm's own SIGKILL begins with a SIGTERM to all and a wait.
 */
export function trialScript(folder: string, command: readonly string[], log: string, setup: string): string {
  const { exit } = slurmFiles(folder);
  return `#!/bin/bash
exec >>${quoted(log)} 2>&1
rm -f ${quoted(exit)}
again=
stop() { signalled=yes; [ -n "$child" ] && kill -TERM "$child" 2>/dev/null; }
trap stop TERM
trap 'again=yes; stop' USR1
trap 'signalled=yes; [ -z "$child" ] || kill -KILL "$child"' USR2
${setup === '' ? '' : `${setup}\n`}${command.map(quoted).join(' ')} &
child=$!
[ -z "$signalled" ] || stop
while :; do
  signalled=
  wait "$child"
  code=$?
  [ -n "$signalled" ] || break
done
if [ -n "$again" ] && [ "$code" -ne 0 ]; then
  echo "slurm: the time limit is near; the job is queued again"
  scontrol requeue "$SLURM_JOB_ID" && exit "$code"
fi
printf '{"code":%d}\\n' "$code" >${quoted(`${exit}.part`)} && mv ${quoted(`${exit}.part`)} ${quoted(exit)}
exit "$code"
`;
}

/** Script of a job array: the index says whose trial's script is run. */
export function arrayScript(folders: readonly string[]): string {
  const scripts = folders.map((folder) => `  ${quoted(slurmFiles(folder).script)}`);
  return `#!/bin/bash
scripts=(
${scripts.join('\n')}
)
exec /bin/bash "\${scripts[$SLURM_ARRAY_TASK_ID]}"
`;
}
