import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const core = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
const cpu = dirname(require.resolve('@tensorflow/tfjs-backend-cpu/package.json'));

/** What the suite needs besides the tests: gradients, method chaining, both backends. */
const entry = `
import '${core}/dist/register_all_gradients.js';
import '${core}/dist/public/chained_ops/register_all_chained_ops.js';
import '${cpu}/dist/index.js';
import { setTestEnvs } from '${core}/dist/jasmine_util.js';
import { registerOnnxBackend } from '${join(here, '../dist/index.js')}';
const backend = process.env.CONFORMANCE_BACKEND;
registerOnnxBackend();
setTestEnvs([{ name: backend, backendName: backend, isDataSync: true }]);
await import('${core}/dist/tests.js');
`;

/**
 * TensorFlow.js ships its tests as modules that only a bundler can resolve, written against its sources. They are bundled
 * with this backend against the same copy of those, so that there is one engine.
 */
export async function bundleSuite(outputFile) {
  const bundle = await rolldown({
    input: 'suite-entry',
    platform: 'node',
    external: [
      /^node:/,
      'onnxruntime-node',
      /^jasmine-core/,
      'node-fetch',
      'worker_threads',
      'crypto',
      'util',
      'string_decoder',
      'seedrandom',
    ],
    logLevel: 'silent',
    resolve: {
      alias: {
        '@tensorflow/tfjs-core': `${core}/dist/index.js`,
        '@tensorflow/tfjs-backend-cpu': `${cpu}/dist/index.js`,
      },
    },
    plugins: [
      {
        name: 'suite-entry',
        resolveId: (id) => (id === 'suite-entry' ? id : null),
        load: (id) => {
          if (id === 'suite-entry') return entry;
          // the packages call their tests free of side effects, so that bundlers leave them out
          return id.includes('@tensorflow')
            ? { code: readFileSync(id, 'utf8'), moduleSideEffects: true }
            : null;
        },
      },
    ],
  });
  await bundle.write({ file: outputFile, format: 'esm', codeSplitting: false });
  await bundle.close();
}

/** Runs the bundle in this process. Resolves to the status of every test by its name. */
export async function runSuite(file, backend, filter) {
  process.env.CONFORMANCE_BACKEND = backend;
  const jasmine = require('jasmine-core').boot();
  const env = jasmine.getEnv();
  env.configure({
    random: false,
    ...(filter ? { specFilter: (spec) => spec.getFullName().includes(filter) } : {}),
  });
  const results = new Map();
  env.addReporter({
    specDone: ({ fullName, status, failedExpectations }) => {
      const name = fullName.replaceAll(` ${backend} {}`, '');
      results.set(name, { status, message: failedExpectations[0]?.message });
    },
  });
  await import(pathToFileURL(file).href);
  await env.execute();
  return results;
}
