import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as exported from './index.js';

describe('what is published', () => {
  it('exports these values', () => {
    expect(Object.keys(exported).sort()).toEqual([
      'BackendError',
      'UntraceableError',
      'compile',
      'devices',
      'exportModel',
      'hostInput',
      'isTracing',
      'onnxRuntimeVersion',
      'probeDevice',
      'registerOnnxBackend',
      'runModel',
    ]);
  });

  it('opens no way around its entry, and takes the TensorFlow.js of the program', () => {
    const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(Object.keys(own.exports)).toEqual(['.']);
    expect(Object.keys(own.peerDependencies)).toEqual(['@tensorflow/tfjs-core']);
  });
});
