import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface StackPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The folder that holds this package and its siblings: `node_modules/@ganx`, or `packages` of the repository. */
const own = fileURLToPath(new URL('../../', import.meta.url));

/** The innermost line of a stack that is neither Node's, nor ganx's, nor a package's: in practice that of a local plugin. */
export function placeInStack(error: unknown): StackPlace | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const [, at, line, column] of (error.stack ?? '').matchAll(
    /(file:\/\/\S+?|(?<=[( ])\/\S+?):(\d+):(\d+)\)?$/gm,
  )) {
    const file = at!.startsWith('file:') ? fileURLToPath(at!) : at!;
    if (file.includes('node_modules') || file.startsWith(own) || !existsSync(file)) continue;
    return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** `plugins/mine.ts:12:5`. */
export const showPlace = ({ file, line, column }: StackPlace): string =>
  `${shownPath(file)}:${line}:${column}`;

/** A path as a person in this folder would write it. */
export const shownPath = (file: string): string => {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
};
