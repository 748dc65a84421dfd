import type { RunEvent } from '@ganx/core/plugin';
import type { Paint } from '../ansi.js';
import { duration, number } from './format.js';
import type { Progress } from './progress.js';

/** Where the run is, in one line. */
export function progressLine(progress: Progress, now: number): string {
  const { counters, discriminator, generator, balance, budget } = progress;
  const share = progress.share(now);
  const left = progress.secondsLeft(now);
  const total = budget?.counter === 'iteration' ? `/${budget.max}` : '';
  const parts = [`iteration ${counters.iteration}${total}`];
  if (share !== undefined) parts.push(`${Math.floor(share * 100)}%`);
  if (progress.rate !== undefined) parts.push(`${number(progress.rate)}/s`);
  if (left !== undefined) parts.push(`${duration(left)} left`);
  if (discriminator) parts.push(`loss D ${number(discriminator.loss)}`);
  if (generator) parts.push(`G ${number(generator.loss)}`);
  if (discriminator) parts.push(`D(x) ${number(discriminator.opinionReal)}`);
  if (discriminator) parts.push(`D(G(z)) ${number(discriminator.opinionFake)}`);
  if (balance) parts.push(`${balance.phase[0]?.toUpperCase()}: ${balance.reason}`);
  return parts.join('  ');
}

/** What is worth a line of its own, on a terminal and in a log; undefined for everything that only moves the progress. */
export function eventLine(event: RunEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'run-start':
      return event.resumedAt === undefined
        ? `run ${event.folder}`
        : `run ${event.folder}, resumed at iteration ${event.resumedAt}`;
    case 'evaluation': {
      const values = event.values.map(({ name, value }) => `${name} ${paint.bold(number(value))}`).join('  ');
      return `${paint.cyan('evaluation')} at ${event.counters.iteration}: ${values} (${duration(event.seconds)})`;
    }
    case 'best':
      return `${paint.green('best')} ${event.best.monitor} ${number(event.best.value)} at ${event.best.iteration}`;
    case 'checkpoint':
      return `${paint.dim('checkpoint')} at ${event.counters.iteration}: ${event.path} (${event.reason})`;
    case 'roll-back': {
      const { from, learningRateFactor, max, number: nth, reason, to } = event.rollBack;
      return `${paint.yellow('rolled back')} from iteration ${from} to ${to} (${nth} of at most ${max}), learning rates times ${number(learningRateFactor)}: ${reason}`;
    }
    case 'warning':
      return `${paint.yellow('warning')} ${paint.dim(event.code)} ${event.message}`;
    case 'interruption':
      return `${paint.yellow(event.signal)}: stopping after this iteration and saving; once more quits at once`;
    case 'exception':
      return `${paint.red('exception')} ${paint.dim(event.code)} ${event.message}`;
    default:
      return undefined;
  }
}
