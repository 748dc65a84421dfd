// Trains each experiment for a few iterations with two checkouts of this repository and compares, byte for byte, the raw
// weights of both networks with their optimizers' state, and the losses and opinions of every logged iteration.
//
//   node scripts/compare-bits.mjs OTHER_CHECKOUT [--iterations 12] [SPEC...]
//
// Both checkouts must be built. Averaged weights and metrics are listed where they differ, and fail nothing: what a metric
// draws may change for a named reason, what is trained may not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { iterations: { type: 'string', default: '12' } },
});
const [other, ...named] = positionals.map((path) => resolve(path));
if (!other) throw new Error('Name the checkout to compare with.');
const inFolder = (folder) =>
  readdirSync(join(other, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(other, folder, name));
const specs = named.length > 0 ? named : inFolder('experiments');

/** Trains `spec` with the command line of a checkout; gives the run's folder. */
function train(checkout, spec, runs) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(checkout, 'packages/cli/bin/run.js'),
      ...['run', spec, '--runs-dir', runs, '--set', `stop={type: iterations, max: ${values.iterations}}`],
      ...['--set', 'logging=[{type: jsonl, every: 1}]', '--set', 'callbacks=[]', '--set', 'metrics=[]'],
      ...(/keepBest:/.test(readFileSync(spec, 'utf8')) ? ['--unset', 'checkpoint.keepBest'] : []),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${checkout} could not train ${spec}:\n${stderr}`);
  const [name] = readdirSync(runs);
  const [run] = readdirSync(join(runs, name)).filter((folder) => !folder.startsWith('.'));
  return join(runs, name, run);
}

/** Hash of each tensor of the last checkpoint, by name. */
function tensorsOf(run) {
  const last = readdirSync(join(run, 'checkpoints'))
    .filter((name) => /^\d+$/.test(name))
    .sort()
    .at(-1);
  const folder = join(run, 'checkpoints', last);
  const hashes = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.safetensors'))) {
    const bytes = readFileSync(join(folder, file));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
    for (const [tensor, at] of Object.entries(header)) {
      if (tensor === '__metadata__') continue;
      const [from, to] = at.data_offsets.map((offset) => 8 + length + offset);
      hashes.set(tensor, createHash('sha256').update(bytes.subarray(from, to)).digest('hex'));
    }
  }
  return hashes;
}

/** What is logged of the steps, as text by tag and iteration. */
function stepsOf(run) {
  const seen = new Map();
  for (const line of readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n')) {
    const { iteration, ...scalars } = JSON.parse(line);
    for (const [tag, value] of Object.entries(scalars))
      if (/^(loss|opinion)\//.test(tag)) seen.set(`${tag} at ${iteration}`, String(value));
  }
  return seen;
}

function differences(mine, theirs) {
  const names = new Set([...mine.keys(), ...theirs.keys()]);
  return [...names].filter((name) => mine.get(name) !== theirs.get(name));
}

let failed = false;
for (const spec of specs) {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-bits-'));
  try {
    const [mine, theirs] = [here, other].map((checkout, index) =>
      train(checkout, spec, join(folder, String(index))),
    );
    const tensors = differences(tensorsOf(mine), tensorsOf(theirs));
    const trained = tensors.filter((name) => !name.startsWith('average/'));
    const averaged = tensors.filter((name) => name.startsWith('average/'));
    const steps = differences(stepsOf(mine), stepsOf(theirs));
    failed ||= trained.length + steps.length > 0;
    const said = trained.length + steps.length === 0 ? 'the same bytes' : 'DIFFERENT';
    console.log(
      `${basename(spec)}: ${said} (${tensorsOf(mine).size} tensors, ${stepsOf(mine).size} numbers)`,
    );
    for (const name of [...trained, ...steps].slice(0, 12)) console.log(`  differs: ${name}`);
    if (averaged.length > 0) console.log(`  averaged weights differ: ${averaged.length}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(failed ? 1 : 0);
