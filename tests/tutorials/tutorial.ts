import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../cli/ganx.js';

/** Names of the tutorials, the index among them. */
export const tutorials = readdirSync(join(root, 'docs/tutorials')).sort();

export const examples = readdirSync(join(root, 'examples/plugins')).sort();

export interface Command {
  /** Folder below `examples/plugins`, or `.`. */
  readonly folder: string;
  readonly command: string;
  /** What the tutorial shows of its output. */
  readonly shown: readonly string[];
}

interface Block {
  /** The comment in the line before it, without its brackets: `code: path#region`, `run: folder` or `broken: ...`. */
  readonly marker: string | undefined;
  readonly language: string;
  readonly lines: readonly string[];
}

/** Every fenced block of a tutorial. */
export function blocksOf(tutorial: string): readonly Block[] {
  const text = readFileSync(join(root, 'docs/tutorials', tutorial), 'utf8');
  const pattern = /(?:^<!-- (?<marker>.+) -->\n)?^```(?<language>\w*)\n(?<body>[\s\S]*?)\n?^```$/gm;
  return [...text.matchAll(pattern)].map(({ groups }) => ({
    marker: groups!.marker,
    language: groups!.language!,
    lines: groups!.body!.split('\n'),
  }));
}

/** The commands of a tutorial, block by block: a line that begins with `$`, and the output shown below it. */
export function commandsOf(tutorial: string): readonly (readonly Command[])[] {
  return blocksOf(tutorial)
    .filter(({ language }) => language === 'console')
    .map(({ marker, lines }) => {
      const folder = marker?.match(/^run: (\S+)$/)?.[1];
      if (folder === undefined) throw new Error(`${tutorial}: "${lines[0]}" does not say where it is run.`);
      const commands: { folder: string; command: string; shown: string[] }[] = [];
      for (const line of lines) {
        if (line.startsWith('$ ')) commands.push({ folder, command: line.slice(2), shown: [] });
        else commands.at(-1)!.shown.push(line);
      }
      return commands;
    });
}

/** A change to an example's file that the tutorial makes, and the claim that then fails. */
export interface Breakage {
  /** Below `examples/plugins`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly shown: readonly string[];
}

export function breakagesOf(tutorial: string): readonly Breakage[] {
  return blocksOf(tutorial).flatMap(({ marker, lines }) => {
    const [, file, from, to] = marker?.match(/^broken: (\S+): (.+) ==> (.+)$/) ?? [];
    return file === undefined ? [] : [{ file, from: from!, to: to!, shown: lines }];
  });
}
