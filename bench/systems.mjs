import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const python = join(process.env.GANX_PEERS ?? join(homedir(), '.cache/ganx-peers'), 'bin/python');

const peer =
  (program, ...options) =>
  (workload) => [python, [join(here, 'peers', program), workload, ...options]];
const ganx =
  (backend, ...options) =>
  (workload) => [process.execPath, [join(here, 'ganx-step.mjs'), workload, backend, ...options]];

/** Specs in workloads/; every peer's program knows them by the same names. */
export const workloads = ['ring', 'mlp', 'dcgan', 'cdcgan', 'wgan-gp'];

/**
 * What is compared: how to start it on a workload, and the workloads on which a step would take minutes. The first is
 * what the others are compared with.
 */
export const systems = {
  ganx: { command: ganx('onnx') },
  'ganx-tfjs-node': { command: ganx('tensorflow') },
  'ganx-cpu': { command: ganx('cpu'), tooSlow: ['mlp', 'dcgan', 'cdcgan', 'wgan-gp'] },
  'torch-eager': { command: peer('torch_gan.py') },
  'torch-compile': { command: peer('torch_gan.py', 'compile') },
  'jax-jit': { command: peer('jax_gan.py') },
  'tf-function': { command: peer('tf_gan.py') },
  'tf-function-xla': { command: peer('tf_gan.py', 'xla') },
  'ganx-webgpu': { command: ganx('onnx', '--device', 'webgpu'), onGpu: true },
  'ganx-cuda': { command: ganx('onnx', '--device', 'cuda'), onGpu: true },
  'torch-eager-cuda': { command: peer('torch_gan.py', 'cuda'), onGpu: true },
  'torch-compile-cuda': { command: peer('torch_gan.py', 'cuda', 'compile'), onGpu: true },
  'jax-jit-cuda': { command: peer('jax_gan.py', 'cuda'), onGpu: true },
};

/** What runs unless the command line says otherwise: what needs no GPU. */
export const usual = Object.keys(systems).filter((name) => !systems[name].onGpu);

/** The Python systems among which the fastest is looked for. */
export const peers = Object.keys(systems).filter((name) => /^(torch|jax|tf)-/.test(name));
