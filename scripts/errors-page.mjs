// The page of error codes, from the one table of codes that each package has.
const packages = [
  ['core', 'codes.js', 'Specs, plugins, runs, comparisons and sweeps'],
  ['plugins', 'codes.js', 'Built-in components'],
  ['backend-onnx', 'codes.js', 'The ONNX backend'],
  ['cli', 'errors/codes.js', 'The command line'],
  ['testkit', 'codes.js', 'The test kit'],
];

const intro = `# Errors

Generated from each package's table of codes by \`npm run generate\`.

Everything that ganx refuses or warns of on purpose has a code. Codes are stable: scripts may match on them. The message
beside a code says where it was, what was seen, what was expected and how to mend it; this page only says what the code
stands for. \`ganx check SPEC --json\` and the result of a run (\`result.json\`) hold it as \`code\`.
`;

/** Each code once: where packages share one, at the first. */
export async function errorsPage() {
  const told = new Set();
  const sections = [];
  for (const [name, file, title] of packages) {
    const { codes } = await import(new URL(`../packages/${name}/dist/${file}`, import.meta.url));
    const own = Object.entries(codes).filter(([code]) => !told.has(code));
    for (const [code] of own) told.add(code);
    const rows = own
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, meaning]) => `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} |`);
    sections.push(`## ${title}\n\n| code | what it means |\n|---|---|\n${rows.join('\n')}\n`);
  }
  return `${intro}\n${sections.join('\n')}`;
}
