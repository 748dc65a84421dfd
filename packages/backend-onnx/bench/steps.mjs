/**
 * Milliseconds per whole training step (one discriminator and one generator step).
 *   node bench/steps.mjs [ring mlp dcgan] [--joint] [--threads n] [--rounds n] [--profile]
 */

import { compile, registerOnnxBackend } from '@ganx/backend-onnx';
import * as tf from '@tensorflow/tfjs-core';
import { makeSteps, workloads } from './workloads.mjs';

const args = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
const names = args.filter((a) => a in workloads);
const threads = option('--threads', undefined);
registerOnnxBackend(threads ? { threads } : {});
await tf.setBackend('onnx');

const steps = { ring: 100, mlp: 20, dcgan: 5 };
for (const name of names.length ? names : Object.keys(workloads)) {
  const workload = workloads[name]();
  const { dStep, gStep } = makeSteps(workload, args.includes('--joint'));
  const profile = args.includes('--profile');
  const d = compile(dStep, profile ? { profile: `/tmp/profile-${name}-d` } : {});
  const g = compile(gStep, profile ? { profile: `/tmp/profile-${name}-g` } : {});
  const size = workload.batch * workload.image.reduce((a, b) => a * b, 1);
  const real = {
    data: Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
    shape: [workload.batch, ...workload.image],
  };
  const step = () => {
    const { dLoss } = d.runSync({ real });
    const { gLoss } = g.runSync({});
    dLoss.dispose();
    gLoss.dispose();
  };
  const first = performance.now();
  step();
  const firstMs = performance.now() - first;
  for (let i = 0; i < 3; i++) step();
  const rounds = [];
  const cpu = [];
  for (let r = 0; r < option('--rounds', 5); r++) {
    const start = performance.now();
    const before = process.cpuUsage();
    for (let i = 0; i < steps[name]; i++) step();
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1000 / steps[name]);
    rounds.push((performance.now() - start) / steps[name]);
  }
  rounds.sort((a, b) => a - b);
  cpu.sort((a, b) => a - b);
  const breakdown = ({ stats: s }) =>
    `trace ${s.traceMs.toFixed(0)} optimize ${s.optimizeMs.toFixed(0)} session ${s.sessionMs.toFixed(0)} | nodes ${s.tracedNodes} > ${s.graphNodes} + ${s.fusedNodes} | ` +
    `per run: feed ${(s.feedMs / s.runs).toFixed(3)} run ${(s.runMs / s.runs).toFixed(3)} update ${(s.updateMs / s.runs).toFixed(3)} fetch ${(s.fetchMs / s.runs).toFixed(3)}`;
  console.log(
    `${name}: median ${rounds[rounds.length >> 1].toFixed(2)} min ${rounds[0].toFixed(2)} max ${rounds.at(-1).toFixed(2)} ms/step, cpu min ${cpu[0].toFixed(2)}, first ${firstMs.toFixed(0)} ms`,
  );
  console.log(`  D ${breakdown(d)}\n  G ${breakdown(g)}`);
  d.dispose();
  g.dispose();
}
