// Makes the generated files: from the registry of built-in components the JSON Schema that editors read and the reference
// pages, the page of errors from the packages' tables of codes, and the code in tutorials and guides from the files that it is taken from. `npm run fresh` (and CI) fails when
// what is committed differs.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { frameworkOptions, Registry } from '@ganx/core/plugin';
import { experimentSchema } from '@ganx/core/spec';
import { sweepSchema } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { embedAll } from './embed-code.mjs';
import { errorsPage } from './errors-page.mjs';
import { referencePage } from './reference-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const registry = Registry.of(builtins);

mkdirSync(`${root}/schemas`, { recursive: true });
writeFileSync(
  `${root}/schemas/experiment.schema.json`,
  `${JSON.stringify(experimentSchema(registry), null, 2)}\n`,
);

writeFileSync(`${root}/schemas/sweep.schema.json`, `${JSON.stringify(sweepSchema(registry), null, 2)}\n`);

rmSync(`${root}/docs/reference`, { recursive: true, force: true });
mkdirSync(`${root}/docs/reference`, { recursive: true });
const kinds = [...new Set(builtins.components.map(({ kind }) => kind))].sort();
for (const kind of kinds) {
  writeFileSync(
    `${root}/docs/reference/${kind}.md`,
    referencePage(kind, registry.list(kind), frameworkOptions[kind] ?? {}),
  );
}
writeFileSync(`${root}/docs/reference/errors.md`, await errorsPage());
const index = kinds.map(
  (kind) =>
    `- [${kind}](${kind}.md): ${registry
      .list(kind)
      .map(({ address }) => `\`${address}\``)
      .join(', ')}`,
);
writeFileSync(
  `${root}/docs/reference/README.md`,
  `# Reference: the built-in components\n\nGenerated from the components' own definitions by \`npm run generate\`. What can go wrong is in [errors](errors.md).\n\n${index.join('\n')}\n`,
);

embedAll(root);
