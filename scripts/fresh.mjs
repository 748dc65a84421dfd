// Fails when a generated file differs from what the code would generate now.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = ['schemas', 'docs/reference'];

const made = spawnSync(process.execPath, ['scripts/generate.mjs'], { cwd: root, stdio: 'inherit' });
if (made.status !== 0) process.exit(made.status ?? 1);
const { stdout } = spawnSync('git', ['status', '--porcelain', '--', ...generated], {
  cwd: root,
  encoding: 'utf8',
});
if (stdout.trim() !== '') {
  console.error(`Generated files are stale. Run "npm run generate" and commit the result:\n${stdout}`);
  process.exit(1);
}
console.log('Generated files are fresh.');
