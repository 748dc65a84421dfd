// Times whole GAN training iterations in ganx and its peers, side by side.
//
//   npm run bench -- [--workloads ring,mlp,dcgan,cdcgan,wgan-gp] [--systems a,b] [--rounds 3] [--steps N] [--breakdown]
//                    [--json FILE] [--markdown FILE]
//
// Every system runs in a process of its own, one after the other, round by round, so that a drift of the machine's speed
// reaches all of them. A system that is not installed is named as missing, with the reason. GANX_PEERS names a Python
// environment with torch, jax, optax and tensorflow; tfjs-node is used where it can be resolved. --breakdown adds where
// ganx's time goes. --steps shortens the three timed stretches of every process, to see whether all of them run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readProfiles } from './breakdown.mjs';
import { measure } from './measure.mjs';
import { breakdownTable, fastest, summarize, table } from './report.mjs';
import { workloads as known, peers, systems, usual } from './systems.mjs';

const { values: flags } = parseArgs({
  options: {
    workloads: { type: 'string', default: known.join() },
    systems: { type: 'string', default: usual.join() },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string' },
    breakdown: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

const workloads = choose(flags.workloads, known, 'workload');
const chosen = choose(flags.systems, Object.keys(systems), 'system');
const base = 'ganx';
if (flags.steps) process.env.GANX_BENCH_STEPS = flags.steps;
const say = (text) => process.stderr.write(`${text}\n`);

const rows = [];
const breakdowns = [];
for (const workload of workloads) {
  const rounds = [];
  const missing = new Set();
  for (let number = 1; number <= Number(flags.rounds); number++) {
    const round = {};
    rounds.push(round);
    for (const name of chosen) {
      if (missing.has(name)) continue;
      const result = systems[name].tooSlow?.includes(workload)
        ? { missing: 'a step would take minutes' }
        : await measure(systems[name].command(workload));
      round[name] = result;
      if (result.missing) missing.add(name);
      say(
        `${workload} ${name} round ${number}: ${result.missing ?? result.msPerStep.map((t) => t.toFixed(2)).join(' ')}`,
      );
    }
  }
  rows.push(...summarize(workload, chosen, rounds, base));
  if (flags.breakdown) breakdowns.push({ workload, ...(await breakDown(workload)) });
}

const machine = {
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
const report = [
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`,
  table(rows, base),
  workloads.map((workload) => verdict(workload)).join('\n'),
  ...breakdowns.map(({ workload, ...found }) => breakdownTable(workload, found)),
].join('\n\n');
console.log(report);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ machine, rows, breakdowns }, null, 2)}\n`);
if (flags.markdown) writeFileSync(flags.markdown, `${report}\n`);

/** One line per workload: ganx beside the fastest of the Python peers that ran. */
function verdict(workload) {
  const best = fastest(rows, workload, peers);
  if (!best?.ratio) return `- ${workload}: no peer to compare with.`;
  const { median, min, max } = best.ratio;
  return `- ${workload}: the fastest peer is ${best.system}; ganx takes ${median.toFixed(2)} times as long (${min.toFixed(2)} to ${max.toFixed(2)}).`;
}

/** One run for the parts, undisturbed, and one under ONNX Runtime's profiler for the operations. */
async function breakDown(workload) {
  const plain = await measure(systems[base].command(workload));
  if (plain.missing) throw new Error(`${base} does not run on ${workload}: ${plain.missing}`);
  const folder = mkdtempSync(join(tmpdir(), 'ganx-profile-'));
  try {
    const prefix = join(folder, 'step');
    const profiled = await measure(systems[base].command(workload), { GANX_BENCH_PROFILE: prefix });
    if (profiled.missing) throw new Error(`profiling ${workload} failed: ${profiled.missing}`);
    const { msPerStep, parts, once } = plain;
    return { msPerStep, parts, once, operations: readProfiles(prefix, profiled.iterations) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function choose(list, all, what) {
  const names = list.split(',');
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`Unknown ${what} ${unknown.join(', ')}; known: ${all.join(', ')}.`);
    process.exit(2);
  }
  return names;
}
