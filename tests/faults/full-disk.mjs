// Loaded into a process of ganx before its own code: from the n-th write on, files whose path matches are on a full disk.
// A write may still put a part of its bytes down, as a real disk does. With FULL_TIMES there is space again after so many
// writes have failed.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const matching = new RegExp(process.env.FULL_FILE);
let left = Number(process.env.FULL_AFTER);
let failures = Number(process.env.FULL_TIMES ?? Infinity);
const paths = new Map();
const { openSync, writeSync } = fs;

fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest);
  paths.set(file, String(path));
  return file;
};
fs.writeSync = (file, data, offset = 0, length = data.byteLength - offset, position = null) => {
  if (!matching.test(paths.get(file) ?? '') || failures <= 0 || left-- > 0)
    return writeSync(file, data, offset, length, position);
  if (left === -1 && length > 1) return writeSync(file, data, offset, length >> 1, position);
  failures--;
  const error = new Error('ENOSPC: no space left on device, write');
  throw Object.assign(error, { code: 'ENOSPC', errno: -28, syscall: 'write' });
};
syncBuiltinESMExports();
