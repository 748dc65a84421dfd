// Times one GAN training step (one discriminator step and one generator step) in ganx and its peers, side by side.
//
//   npm run bench -- [--workloads ring,mlp,dcgan] [--systems a,b] [--rounds 3] [--json FILE] [--markdown FILE]
//
// Every system runs in a process of its own, one after the other, round by round, so that a drift of the machine's
// speed reaches all of them. A system that is not installed is named as missing. GANX_PEERS names a Python
// environment with torch, jax and tensorflow; tfjs-node is used where it can be resolved.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values: flags } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'ring,mlp,dcgan' },
    systems: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

const python = join(process.env.GANX_PEERS ?? join(homedir(), '.cache/ganx-peers'), 'bin/python');
const peer =
  (program, ...options) =>
  (workload) => [python, [join(here, 'peers', program), workload, ...options]];
const ganx = (backend) => (workload) => [process.execPath, [join(here, 'ganx-step.mjs'), workload, backend]];

/** What each system is asked, and the workloads on which it would take minutes a step or cannot run. */
const systems = {
  ganx: { command: ganx('onnx') },
  'ganx-tfjs-node': { command: ganx('tensorflow') },
  'ganx-cpu': { command: ganx('cpu'), not: ['mlp', 'dcgan'] },
  'torch-eager': { command: peer('torch_gan.py') },
  'torch-compile': { command: peer('torch_gan.py', 'compile') },
  'jax-jit': { command: peer('jax_gan.py') },
  'tf-function': { command: peer('tf_gan.py') },
  'tf-function-xla': { command: peer('tf_gan.py', 'xla') },
};

/** One round of one system: milliseconds per step, or why there is none. */
function measure([command, args]) {
  return new Promise((resolve) => {
    if (!existsSync(command)) return resolve({ missing: `no ${command}` });
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err = (err + chunk).slice(-2000)));
    child.on('error', (error) => resolve({ missing: error.message }));
    child.on('close', () => {
      const line = out.trim().split('\n').at(-1) ?? '';
      try {
        resolve(JSON.parse(line));
      } catch {
        resolve({ missing: err.trim().split('\n').at(-1) || `printed no result: ${line}` });
      }
    });
  });
}

const median = (sorted) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
const workloads = flags.workloads.split(',');
const chosen = flags.systems?.split(',') ?? Object.keys(systems);
const unknown = chosen.filter((name) => !systems[name]);
if (unknown.length > 0) {
  console.error(`Unknown system ${unknown.join(', ')}; known: ${Object.keys(systems).join(', ')}.`);
  process.exit(2);
}

const rows = [];
for (const workload of workloads) {
  const times = new Map(chosen.map((name) => [name, []]));
  const missing = new Map();
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const name of chosen) {
      if (missing.has(name) || systems[name].not?.includes(workload)) continue;
      const result = await measure(systems[name].command(workload));
      if (result.missing) missing.set(name, result.missing);
      else times.get(name).push(...result.msPerStep);
      process.stderr.write(
        `${workload} ${name} round ${round + 1}: ${result.missing ?? result.msPerStep.map((t) => t.toFixed(2)).join(' ')}\n`,
      );
    }
  }
  const own = times.get('ganx');
  const base = own?.length ? median([...own].sort((a, b) => a - b)) : undefined;
  for (const name of chosen) {
    const sorted = [...times.get(name)].sort((a, b) => a - b);
    if (sorted.length === 0) {
      rows.push({ workload, system: name, missing: missing.get(name) ?? 'not run on this workload' });
      continue;
    }
    const msPerStep = { median: median(sorted), min: sorted[0], max: sorted.at(-1) };
    rows.push({
      workload,
      system: name,
      msPerStep,
      ratioToGanx: base === undefined ? null : msPerStep.median / base,
    });
  }
}

const machine = {
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
const table = [
  '| workload | system | ms per step (median) | min | max | time / ganx |',
  '|---|---|---:|---:|---:|---:|',
  ...rows.map((row) =>
    row.missing
      ? `| ${row.workload} | ${row.system} | missing: ${row.missing} | | | |`
      : `| ${row.workload} | ${row.system} | ${row.msPerStep.median.toFixed(2)} | ${row.msPerStep.min.toFixed(2)} | ${row.msPerStep.max.toFixed(2)} | ${row.ratioToGanx?.toFixed(2) ?? ''} |`,
  ),
].join('\n');
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}\n\n${table}`,
);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
if (flags.markdown) writeFileSync(flags.markdown, `${table}\n`);
