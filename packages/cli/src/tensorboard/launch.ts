import { spawn } from 'node:child_process';
import { RuntimeFailure } from '@ganx/core';
import { endingSignals } from '../run/interruption.js';

/**
 * Runs a program in the foreground until it ends. A signal is passed on as SIGTERM, once: the program is in a process group of its own,
 * so that Ctrl-C does not reach it a second time while it shuts down.
 *
 * Errors     RuntimeFailure GANX_TENSORBOARD_FAILED when it does not start, or ends by itself with anything but 0.
 */
export async function launch([program, ...args]: readonly [string, ...string[]]): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit', detached: process.platform !== 'win32' });
  let asked = false;
  const stop = (): void => {
    child.kill(asked ? 'SIGKILL' : 'SIGTERM');
    asked = true;
  };
  for (const signal of endingSignals) process.on(signal, stop);
  try {
    const ending = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code === 0 ? '' : signal ? `was ended by ${signal}` : `ended with ${code}`),
      );
    });
    if (ending !== '' && !asked)
      throw new RuntimeFailure(
        'GANX_TENSORBOARD_FAILED',
        `TensorBoard ${ending}; what it said stands above.`,
      );
  } catch (cause) {
    if (cause instanceof RuntimeFailure) throw cause;
    throw new RuntimeFailure('GANX_TENSORBOARD_FAILED', `${program} does not start.`, { cause });
  } finally {
    for (const signal of endingSignals) process.off(signal, stop);
  }
}
