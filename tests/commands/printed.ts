import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAst } from 'vitest/node';
import { commandNames } from '../../packages/cli/src/commands/names.js';
import { root } from '../cli/ganx.js';

/** A command that something prints, and where that stands. */
export interface Printed {
  readonly where: string;
  /** What follows `ganx`. */
  readonly words: readonly string[];
}

/** What stands for a value that a message fills in. */
export const filledIn = '‹›';

const first = `(?:npx )?ganx (?:${commandNames.join('|')})\\b`;
/** In backticks, or from the beginning of a line on, as in a block of a document or in the examples of a command. */
const written = new RegExp(
  `\`(?:npx )?ganx ([^\`]+)\`|^(?:\\s|[$#*] )*(?:npx )?ganx ((?:${commandNames.join('|')})\\b.*)$`,
  'gm',
);

/** All commands in a text; with `strict`, also those that stand in the middle of a sentence, which are reported as `loose`. */
export function commandsIn(text: string, where: string): { printed: Printed[]; loose: string[] } {
  const joined = text.replaceAll('<%= config.bin %>', 'ganx').replace(/\\\n\s*/g, ' ');
  const printed = [...joined.matchAll(written)].flatMap(([, quoted, line]) =>
    wordsOf((quoted ?? line)!).map((words) => ({ where, words })),
  );
  const loose = joined.replace(written, '').match(new RegExp(`.{0,20}${first}.{0,20}`, 'g')) ?? [];
  return { printed, loose: loose.map((found) => `${where}: ${found}`) };
}

/** A line of a shell as the words of each ganx command in it. */
function wordsOf(line: string): string[][] {
  const [first, ...rest] = line.split(' && ');
  return [first!, ...rest.flatMap((part) => /^(?:npx )?ganx (.*)$/.exec(part)?.slice(1) ?? [])].map(
    (part) => {
      const [own] = part.split(/\s(?:#|\||>|2>)(?:\s|$)| {3,}/);
      return [...own!.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
        word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
      );
    },
  );
}

export function filesBelow(folder: string, fits: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => fits.test(path) && !/node_modules|\/dist\/|\/runs\//.test(path));
}

/** Every text in a source, with what is filled in. */
export function textsOf(path: string): string[] {
  const code = readFileSync(join(root, path), 'utf8');
  const texts: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, value, quasis, expressions } = node as Node;
    if (type === 'Literal' && typeof value === 'string') texts.push(value);
    if (type === 'TemplateLiteral') {
      const filled = expressions!.map(({ start, end }) =>
        /\bbin$/.test(code.slice(start, end)) ? 'ganx' : filledIn,
      );
      texts.push(quasis!.map((part, n) => part.value.cooked + (filled[n] ?? '')).join(''));
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(code, { lang: 'ts' }, path));
  return texts;
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  readonly expressions?: readonly { readonly start: number; readonly end: number }[];
}
