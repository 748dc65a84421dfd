// Puts code into documents from the files that CI runs, so that what is shown cannot drift from what works.
//
//   <!-- code: examples/plugins/relapse/src/relapse.ts#create -->
//
// above a fenced block makes that block the lines between `// #region create` and `// #endregion` of the file; without
// `#create`, all of it. `npm run generate` writes the blocks, `npm run fresh` fails where one is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const folders = ['docs/tutorials', 'docs/guides'];
const block = /^<!-- code: (?<file>[^\s#]+)(?:#(?<region>\S+))? -->\n(?:```[^\n]*\n[\s\S]*?\n```\n)?/gm;
const regionLine = /^\s*(?:\/\/|#) #(?:end)?region\b/;
const languages = { '.yaml': 'yaml', '.json': 'json', '.ts': 'ts' };

/** Documents that may hold code, by path from the repository's root. */
export function documents(root) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  );
}

/** The document with its blocks as the files are now. */
export function embedCode(root, document) {
  const text = readFileSync(join(root, document), 'utf8');
  return text.replace(block, (...args) => {
    const { file, region } = args.at(-1);
    const marker = `<!-- code: ${file}${region === undefined ? '' : `#${region}`} -->`;
    const code = codeOf(readFileSync(join(root, file), 'utf8'), region);
    if (code === undefined) throw new Error(`${document}: ${file} has no region "${region}".`);
    return `${marker}\n\`\`\`${languages[extname(file)] ?? ''}\n${code}\n\`\`\`\n`;
  });
}

/** Writes every document anew. */
export function embedAll(root) {
  for (const document of documents(root)) writeFileSync(join(root, document), embedCode(root, document));
}

function codeOf(text, region) {
  const lines = text.trimEnd().split('\n');
  if (region === undefined) return lines.filter((line) => !regionLine.test(line)).join('\n');
  const from = lines.findIndex((line) => new RegExp(`#region ${region}$`).test(line));
  if (from === -1) return undefined;
  const to = lines.findIndex((line, i) => i > from && line.includes('#endregion'));
  const within = lines.slice(from + 1, to);
  const indent = Math.min(...within.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return within.map((line) => line.slice(indent)).join('\n');
}
