// Makes the working tree ready to run: installs what the lockfile names if that has not been done, then builds.
// Needs Node and npm only; both `npm run quickstart` and `npm test` begin with it, once need-node.cjs has passed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}/node_modules/.ganx-ready`;

/** Seconds to wait before an installation that failed is tried again: the network or its registry may be back by then. */
const pauses = [5, 20, 60];

/** The exit status: 0 where it went well. */
function run(title, command, args) {
  console.log(`> ${title}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(`Could not start ${command}: ${error.message}`);
  return status ?? 1;
}

async function install() {
  const once = (title) => run(title, 'npm', ['ci', '--no-audit', '--no-fund']);
  let status = once('installing (once)');
  for (const seconds of pauses) {
    if (status === 0) return;
    console.log(`> npm ended with ${status}; waiting ${seconds} s`);
    await pause(seconds * 1000);
    status = once('installing again');
  }
  if (status !== 0) process.exit(status);
}

const wanted = createHash('sha256')
  .update(readFileSync(`${root}/package-lock.json`))
  .digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (installed !== wanted) {
  await install();
  writeFileSync(stamp, wanted);
}
process.exitCode = run('building', 'npm', ['run', '--silent', 'build']);
