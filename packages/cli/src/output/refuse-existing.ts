import { lstatSync, readdirSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.js';

/**
 * What every command asks before it writes to a place that has a name: nothing that is there is written over, unless it
 * was said.
 *
 * Params     a folder that is empty may be written into
 * Errors     UsageError GANX_CLI_EXISTS, which names the flag that mends it.
 */
export function refuseExisting(
  path: string,
  { force, flag }: { readonly force: boolean; readonly flag: string },
): void {
  if (force) return;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || (stat.isDirectory() && readdirSync(path).length === 0)) return;
  const what = stat.isDirectory() ? 'is there and not empty' : 'is there already';
  throw new UsageError(
    'GANX_CLI_EXISTS',
    `${path} ${what}. Name another place with ${flag}, or write over it with --force.`,
  );
}
