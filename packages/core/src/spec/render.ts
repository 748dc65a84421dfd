import { relative } from 'node:path';
import type { SpecAdvice } from './advice/index.js';
import { commandLine, type SourceText } from './place.js';
import type { SpecProblem } from './problem.js';
import { shellWord } from './shell-word.js';
import { count, listWords } from './words.js';

export interface RenderSettings {
  readonly color: boolean;
  /** Files below this folder are shown relative to it. */
  readonly directory?: string;
}

/** Problems for a person: place, message, the line with a caret under the spot, did-you-mean, code. */
export function renderProblems(
  problems: readonly SpecProblem[],
  sources: readonly SourceText[],
  settings: RenderSettings,
): string {
  const paint = settings.color ? ansi : plain;
  const blocks = problems.map((problem) => renderProblem(problem, sources, paint, settings.directory));
  if (problems.length > 1) blocks.push(paint.strong(`${count(problems.length, 'problem')}.`));
  return blocks.join('\n\n');
}

/** Advice for a person, as problems are shown, with the override that mends it. */
export function renderAdvice(
  advice: readonly SpecAdvice[],
  sources: readonly SourceText[],
  settings: RenderSettings,
): string {
  const paint = settings.color ? ansi : plain;
  return advice
    .map((one) => {
      const shown = renderProblem({ ...one, suggestions: [] }, sources, paint, settings.directory, 'advice');
      return one.override === null ? shown : `${shown}\n  Mend it with ${shellWord(printable(one.override))}`;
    })
    .join('\n\n');
}

interface Paint {
  error(text: string): string;
  advice(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const wrap = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const ansi: Paint = { error: wrap(31, 39), advice: wrap(36, 39), strong: wrap(1, 22), faint: wrap(2, 22) };
const plain: Paint = { error: String, advice: String, strong: String, faint: String };

function renderProblem(
  problem: SpecProblem,
  sources: readonly SourceText[],
  paint: Paint,
  directory: string | undefined,
  voice: 'error' | 'advice' = 'error',
): string {
  const { code, file, line, column, path, message, suggestions } = problem;
  const where =
    file === commandLine ? `${file}, argument ${line}` : `${shorten(file, directory)}:${line}:${column}`;
  const parts = [`${paint.strong(where)} ${paint[voice](voice)} ${printable(message)}`];
  const text = sources.find((source) => source.file === file)?.text.split(/\r?\n/)[line - 1];
  if (text !== undefined) parts.push(frame(text, line, column, paint));
  if (suggestions.length > 0) parts.push(`  Did you mean ${listWords(suggestions.map(printable), 'or')}?`);
  parts.push(paint.faint(`  ${code}${path === '' ? '' : ` at ${printable(path)}`}`));
  return parts.join('\n');
}

function shorten(file: string, directory: string | undefined): string {
  const short = directory === undefined ? file : relative(directory, file);
  return short === '' || short.startsWith('..') ? file : short;
}

const width = 100;

/** The line, and below it a caret of the length of the word at that place. */
function frame(text: string, line: number, column: number, paint: Paint): string {
  const gutter = `  ${line} | `;
  const rest = text.slice(column - 1);
  const marked = Math.max(1, wordLength(rest));
  // A window over lines that are too long, so that the caret stays in sight.
  const start = column - 1 + marked > width ? Math.max(0, column - 1 - 40) : 0;
  const [before, after] = [start > 0 ? '...' : '', text.length > start + width ? '...' : ''];
  const shown = printable(text.slice(start, start + width));
  const caret = ' '.repeat(gutter.length + before.length + displayWidth(text.slice(start, column - 1)));
  return `${paint.faint(gutter)}${before}${shown}${after}\n${caret}${paint.error('^'.repeat(Math.min(marked, width - 40)))}`;
}

/** Length of the value or key that starts here: a quoted text, a `${...}`, or up to the next mark of YAML. */
function wordLength(rest: string): number {
  const found = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\$\{[^}]*\}?|[^\s,:=[\]{}#][^\s,:=[\]{}]*)/.exec(rest);
  return found ? displayWidth(found[0]) : 1;
}

/** Columns on a terminal; East Asian wide characters take two. */
function displayWidth(text: string): number {
  let columns = 0;
  for (const char of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        char,
      )
        ? 2
        : 1;
  return columns;
}

/** Control and direction characters from a file must not reach the terminal; a tab counts as one column. */
const printable = (text: string): string =>
  text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
