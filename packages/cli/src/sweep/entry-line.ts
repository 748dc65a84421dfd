import { join, relative } from 'node:path';
import { type Stamped, type SweepState, trialFolder } from '@ganx/core/sweep';
import type { Paint } from '../ansi.js';
import { number } from '../view/format.js';
import { valuesText } from './values-text.js';

/** What is worth a line while a sweep runs. */
export function entryLine(
  entry: Stamped,
  state: SweepState,
  folder: string,
  paint: Paint,
): string | undefined {
  const name = state.header?.metric?.name ?? 'value';
  switch (entry.type) {
    case 'start': {
      const trial = state.trials[entry.trial]!;
      const again =
        entry.attempt > 1 ? ` (attempt ${entry.attempt}${entry.resumed ? ', from its checkpoint' : ''})` : '';
      const from = trial.parent === undefined ? '' : ` from trial ${trial.parent}`;
      return `trial ${entry.trial} ${paint.cyan('starts')}${from}${again}  ${valuesText(trial.values)}`;
    }
    case 'judged': {
      const { decision } = entry;
      if (decision.verdict === 'continue') return undefined;
      return `trial ${entry.trial} ${paint.yellow('is given up')} at ${decision.milestone} ${decision.unit}: ${decision.reason}`;
    }
    case 'wait':
      return `trial ${entry.trial} ${paint.yellow('waits')}: ${entry.reason}`;
    case 'end': {
      if (entry.state === 'FAIL') {
        const log = relative(process.cwd(), join(folder, trialFolder(entry.trial), 'log.txt'));
        return `trial ${entry.trial} ${paint.red('failed')}: ${entry.reason}\n  log ${log}`;
      }
      const value = entry.value === null ? 'no value' : `${name} ${number(Number(entry.value))}`;
      const how = entry.state === 'PRUNED' ? paint.yellow('pruned') : paint.green(entry.verdict);
      const done = state.trials.filter(({ ended }) => ended !== undefined).length;
      return `trial ${entry.trial} ${how}: ${value}  ${paint.dim(`${done} of ${state.total ?? 'any number'}`)}`;
    }
    case 'close':
      return `${entry.complete ? paint.green('done') : paint.yellow('stopped')}: ${entry.reason}`;
    default:
      return undefined;
  }
}
