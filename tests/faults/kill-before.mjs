// Loaded into a process of ganx before its own code: kills it right before the n-th time that it makes, renames or removes
// something below a folder. Files that are written aside do not count until they are renamed. KILL_TOLD is told which change
// that was.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { KILL_BELOW, KILL_BEFORE, KILL_TOLD } = process.env;
const { writeFileSync } = fs;
let count = 0;

function before(change, path) {
  if (!String(path).startsWith(KILL_BELOW)) return;
  if (++count !== Number(KILL_BEFORE)) return;
  writeFileSync(KILL_TOLD, `${change} ${String(path).slice(KILL_BELOW.length)}`);
  process.kill(process.pid, 'SIGKILL');
}

const { existsSync, mkdirSync, openSync, renameSync, rmSync } = fs;
const isAside = (path) => /\.tmp$|\.writing-[^/]+\/./.test(path);
const changing = {
  mkdirSync: [mkdirSync, (path) => !existsSync(path)],
  openSync: [openSync, (path, flags = 'r') => flags !== 'r' && !isAside(path) && !existsSync(path)],
  renameSync: [renameSync, () => true],
  rmSync: [rmSync, existsSync],
};
for (const [name, [own, changes]] of Object.entries(changing)) {
  fs[name] = (path, ...rest) => {
    if (changes(path, ...rest)) before(name, path);
    return own(path, ...rest);
  };
}
syncBuiltinESMExports();
