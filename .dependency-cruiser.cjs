// The arrows of ARCHITECTURE.md, checked on the built JavaScript (types are erased there, so only real imports count).
// TypeScript's project references hold the same arrows for types.
const dist = (name) => `^packages/${name}/dist`;
const only = (name, ...allowed) => ({
  name: `${name}-imports`,
  comment: `${name} may import ${allowed.length ? allowed.join(', ') : 'nothing'} of ours.`,
  severity: 'error',
  from: { path: dist(name) },
  to: { path: '^packages/', pathNot: [dist(name), ...allowed.map(dist)] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@tensorflow/tfjs-node' },
    },
    only('tensorboard-writer-ts'),
    only('tfjs-second-derivatives'),
    only('backend-onnx', 'tfjs-second-derivatives'),
    only('core', 'tfjs-second-derivatives'),
    only('testkit', 'core', 'tfjs-second-derivatives'),
    only('plugins', 'core', 'tensorboard-writer-ts'),
    {
      name: 'only-the-tensorboard-logger-writes-event-files',
      severity: 'error',
      from: { path: dist('plugins'), pathNot: '/loggers/' },
      to: { path: dist('tensorboard-writer-ts') },
    },
    {
      name: 'spec-loads-no-tensor-library',
      comment: 'So that --help, schema, errors and ganx compare are instant.',
      severity: 'error',
      from: { path: '^packages/core/dist/(spec|plugin|compare|experiment)/' },
      to: { path: '@tensorflow|onnxruntime', reachable: true },
    },
    {
      name: 'sweeps-load-no-tensor-library',
      comment: 'A driver of sweeps starts processes that train; it trains nothing itself.',
      severity: 'error',
      from: { path: '^packages/core/dist/sweep/' },
      to: { path: '@tensorflow|onnxruntime|^packages/core/dist/engine/', reachable: true },
    },
    {
      name: 'spec-and-contracts-know-no-engine',
      severity: 'error',
      from: { path: '^packages/core/dist/(spec|plugin)/' },
      to: { path: '^packages/core/dist/(engine|run|random)/' },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { path: '^packages/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    includeOnly: undefined,
    exclude: { path: '(^|/)packages/[^/]+/(src|scripts|bench|conformance)/' },
    doNotFollow: { path: 'node_modules' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      mainFields: ['main'],
    },
  },
};
