import { execFile } from 'node:child_process';
import type { DeviceName, Presence } from './backend.js';

/**
 * Tries a device in a process of its own: drivers write to stderr as they please, and a broken one may take the process
 * with it.
 */
export function probeDeviceApart(device: DeviceName): Promise<Presence> {
  const backend = JSON.stringify(import.meta.resolve('@ganx/backend-onnx'));
  const program = `import { probeDevice } from ${backend};
process.stdout.write(JSON.stringify(probeDevice(${JSON.stringify(device)})));`;
  const args = ['--input-type=module', '--eval', program];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 60_000 }, (error, stdout) => {
      try {
        resolve(JSON.parse(stdout) as Presence);
      } catch {
        const how = error?.signal ?? `exit code ${error?.code ?? 0}`;
        resolve({ present: false, needs: `Trying it ended the process (${how}). Its driver may be broken.` });
      }
    });
  });
}
