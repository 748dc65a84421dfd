import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BackendError } from '@ganx/core';
import { messageOf } from '../../errors/error-facts.js';
import type { Backend, BackendContext } from './backend.js';

/** Best first. Both register a TensorFlow.js backend called `tensorflow`. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

interface Found {
  readonly name: (typeof packages)[number];
  readonly entry: string;
  readonly version: string;
}

/** TensorFlow's own library, eager, when the user has installed one of its packages; ganx never installs them. */
export const tensorflow: Backend = {
  name: 'tensorflow',
  async probe(context) {
    try {
      const found = await load(context);
      return { present: true, detail: `${found.name} ${found.version}` };
    } catch (error) {
      return { present: false, needs: messageOf(error) };
    }
  },
  async open(context) {
    const found = await load(context);
    const { eagerCompute } = await import('@ganx/core/engine');
    return eagerCompute('tensorflow', `tensorflow (${found.name} ${found.version}, eager)`);
  },
};

/** Loads the first package that is installed and works; what went wrong with each stands in the error. */
async function load(context: BackendContext): Promise<Found> {
  const failures: string[] = [];
  for (const name of packages) {
    const found = find(name, context.directory);
    if (!found) continue;
    try {
      await register(found, context.threads);
      return found;
    } catch (error) {
      failures.push(
        `${name} ${found.version} is installed but does not work: ${firstLine(messageOf(error))}`,
      );
    }
  }
  if (failures.length > 0) {
    throw new BackendError(
      'GANX_BACKEND_BROKEN',
      `${failures.join('. ')}. tfjs-node 4.22 needs Node 22 or older (this is ${process.version}) and its native library, which its install script downloads.`,
    );
  }
  throw new BackendError(
    'GANX_BACKEND_MISSING',
    'Neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed. Install one beside ganx or beside the spec (`npm install @tensorflow/tfjs-node`), or use `runtime.backend: onnx`, which needs nothing.',
  );
}

/** Looks where ganx is installed, where it was called, and beside the spec. */
function find(name: Found['name'], directory: string): Found | undefined {
  for (const from of [import.meta.url, join(process.cwd(), '_'), join(directory, '_')]) {
    const require = createRequire(from);
    try {
      const { version } = require(`${name}/package.json`) as { version: string };
      return { name, entry: require.resolve(name), version };
    } catch {}
  }
  return undefined;
}

async function register({ name, entry }: Found, threads: number | undefined): Promise<void> {
  if (threads !== undefined) {
    process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
    process.env.TF_NUM_INTEROP_THREADS ??= '1';
  }
  // TensorFlow tells the console about its instruction sets unless told not to.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const ours = await import('@tensorflow/tfjs-core');
  const before = ours.engine().backendName;
  const theirs = createRequire(import.meta.url)(entry) as {
    engine(): unknown;
    readonly version: Readonly<Record<string, string>>;
  };
  if (theirs.engine() !== ours.engine() || theirs.version['tfjs-core'] !== ours.version_core) {
    throw new Error(
      `it uses another @tensorflow/tfjs-core (${theirs.version['tfjs-core']}) than ganx (${ours.version_core}); install ${name}@${ours.version_core}`,
    );
  }
  if (!ours.findBackend('tensorflow')) throw new Error('it registered no backend');
  // Loading the package makes it the active backend; which one is active is not for a probe to decide.
  if (before && before !== 'tensorflow') await ours.setBackend(before);
}

/** The first line, without the dots it ends in: it goes on as part of a sentence. */
function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/[.\s]+$/, '');
}
