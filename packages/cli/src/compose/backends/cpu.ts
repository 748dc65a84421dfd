import { BackendError } from '@ganx/core';
import type { Backend } from './backend.js';

/** Plain JavaScript: always there, the reference for the others, and one to two orders of magnitude slower. */
export const cpu: Backend = {
  name: 'cpu',
  async probe() {
    return { present: true, detail: 'plain JavaScript, one thread: the reference, slow' };
  },
  async open() {
    const tf = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-backend-cpu');
    const backend: unknown = tf.findBackend('cpu');
    if (!backend) {
      throw new BackendError(
        'GANX_BACKEND_TFJS_DUPLICATE',
        'The cpu backend registered itself with another copy of @tensorflow/tfjs-core. Run `npm ls @tensorflow/tfjs-core` and make the copies one.',
      );
    }
    // Otherwise it advises once, on the console, to install tfjs-node.
    (backend as { firstUse: boolean }).firstUse = false;
    const { eagerCompute } = await import('@ganx/core/engine');
    return eagerCompute('cpu', 'cpu (TensorFlow.js in plain JavaScript, eager)');
  },
};
