import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Starts a program and resolves to the JSON of its last line, or to { missing } with why there is none. */
export function measure([command, args], environment = {}) {
  return new Promise((resolve) => {
    if (command.includes('/') && !existsSync(command)) return resolve({ missing: `no ${command}` });
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err = (err + chunk).slice(-4000)));
    child.on('error', (error) => resolve({ missing: error.message }));
    child.on('close', (code, signal) => {
      const line = out.trim().split('\n').at(-1) ?? '';
      try {
        resolve(JSON.parse(line));
      } catch {
        const said = err.trim().split('\n').at(-1);
        resolve({ missing: said || `ended with ${signal ?? `code ${code}`} and no result` });
      }
    });
  });
}
