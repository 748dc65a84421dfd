import * as Flags from '@oclif/core/flags';
import { UsageError } from '../errors/usage-error.js';
import { runArgs } from './ganx-command.js';

/** A run's checkpoint. */
export const checkpointArgs = { run: runArgs.run };

export const weightsFlag = Flags.string({
  description:
    "The generator's weights: averaged over training where the spec has `ema`, or raw, as the last step left them.",
  options: ['average', 'raw'],
  default: 'average',
});

/** Two whole numbers out of a flag's text. */
export function parsePair(
  flag: string,
  text: string | undefined,
  form: RegExp,
  takes: string,
): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const found = form.exec(text);
  if (!found) throw new UsageError('GANX_CLI_FLAG', `--${flag} takes ${takes}; seen was "${text}".`);
  return [Number(found[1]), Number(found[2])];
}

/** A number of at least `least` out of a flag's text. */
export function parseNumber(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least) return value;
  throw new UsageError('GANX_CLI_FLAG', `--${flag} takes a number of at least ${least}; seen was "${text}".`);
}
