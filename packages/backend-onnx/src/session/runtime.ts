import { createRequire } from 'node:module';
import { BackendError } from '../errors.js';
import { loadBinding } from './binding.js';

/**
 * Loads ONNX Runtime and gives its version, or throws BackendError GANX_BACKEND_MISSING with the reason. The native
 * library comes inside the npm package for Linux, macOS and Windows on x64 and arm64.
 */
export function onnxRuntimeVersion(): string {
  try {
    loadBinding();
    const require = createRequire(import.meta.url);
    return (require('onnxruntime-node/package.json') as { version: string }).version;
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0];
    throw new BackendError(
      'GANX_BACKEND_MISSING',
      `onnxruntime-node does not load on ${process.platform} ${process.arch} with Node ${process.version}: ${reason}`,
      {},
      { cause },
    );
  }
}
