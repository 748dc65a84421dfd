import { readFile, stat } from 'node:fs/promises';
import { problemAt, type SourceText } from './place.js';
import type { SpecProblem } from './problem.js';

/** Specs are a few kilobytes; anything larger is a data file given by mistake. */
export const maxSpecBytes = 1024 * 1024;

/** Reads a spec file, or says why not. The size is asked before anything is read. */
export async function readSource(file: string): Promise<SourceText | SpecProblem> {
  const refuse = (code: 'GANX_SPEC_FILE' | 'GANX_SPEC_TOO_LARGE', message: string) =>
    problemAt({ file, line: 1, column: 1 }, code, '', message);
  try {
    const facts = await stat(file);
    if (facts.isDirectory())
      return refuse('GANX_SPEC_FILE', 'This is a folder; a spec is one YAML file. Name the file inside it.');
    if (!facts.isFile())
      return refuse('GANX_SPEC_FILE', 'This is not a regular file; a spec is one YAML file.');
    if (facts.size > maxSpecBytes) {
      const megabytes = (facts.size / 1024 / 1024).toFixed(1);
      return refuse(
        'GANX_SPEC_TOO_LARGE',
        `The file has ${megabytes} MiB; a spec has at most 1 MiB. It was not read: is it the right file?`,
      );
    }
    const bytes = await readFile(file);
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return refuse(
        'GANX_SPEC_FILE',
        'The file is not UTF-8 text; a spec is YAML in UTF-8. Save it in that encoding.',
      );
    }
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return refuse('GANX_SPEC_FILE', 'There is no such file. Check the path.');
    return refuse('GANX_SPEC_FILE', `The file cannot be read (${code ?? String(error)}).`);
  }
}
