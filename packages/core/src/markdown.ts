import { controls, shownControl } from './controls.js';

/** On one line, and with controls that only show. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replace(controls, shownControl);

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;' };

/**
 * A text within a paragraph of Markdown, as it is: no markup, no HTML, no line of its own. For what comes from specs, data and
 * plugins. Backslashes and entities are what both CommonMark and TensorBoard's Markdown take.
 */
export const plainMarkdown = (text: string): string =>
  oneLine(text).replace(/[\\`*_[\]&<]/g, (sign) => signs[sign] ?? `\\${sign}`);

/** A text as code within a paragraph of Markdown: nothing in it ends the code. */
export function codeMarkdown(text: string): string {
  const line = oneLine(text);
  const ticks = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A text as lines of code in Markdown: nothing in it ends them. */
export function fencedMarkdown(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}\n`;
}
