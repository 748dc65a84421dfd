// Fails when a generated file differs from what the code would generate now.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documents, embedCode } from './embed-code.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = ['schemas', 'docs/reference'];

const stale = documents(root).filter(
  (document) => embedCode(root, document) !== readFileSync(`${root}/${document}`, 'utf8'),
);
const made = spawnSync(process.execPath, ['scripts/generate.mjs'], { cwd: root, stdio: 'inherit' });
if (made.status !== 0) process.exit(made.status ?? 1);
const { stdout } = spawnSync('git', ['status', '--porcelain', '--', ...generated], {
  cwd: root,
  encoding: 'utf8',
});
const changed = [...stdout.trimEnd().split('\n'), ...stale].filter((line) => line !== '');
if (changed.length > 0) {
  console.error(
    `Generated files are stale. Run "npm run generate" and commit the result:\n${changed.join('\n')}`,
  );
  process.exit(1);
}
console.log('Generated files are fresh.');
