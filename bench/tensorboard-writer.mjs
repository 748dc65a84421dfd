// Times tensorboard-writer-ts beside other writers of TensorBoard files: TensorFlow's own and PyTorch's (tensorboardX's
// descendant). Scalars per second, and grids of 64 grey images of 28x28 per second from pixels to file.
//
//   node bench/tensorboard-writer.mjs [--rounds 3] [--json FILE]
//
// Every writer runs in a process of its own, round by round, on one core where `taskset` is there. GANX_PEERS names a
// Python environment with tensorflow or torch; what is missing is named.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SCALARS = 400_000;
const TAGS = 20;
const GRIDS = 1000;
const [COUNT, SIDE] = [64, 28];

if (process.argv[2] === 'ours') await writeOurs(process.argv[3]);
else compare();

/** Smooth strokes with a little noise, as a trained generator makes them; the same numbers in every writer. */
function samples() {
  const pixels = new Float32Array(COUNT * SIDE * SIDE);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const image = Math.floor(i / (SIDE * SIDE));
    const [y, x] = [Math.floor(i / SIDE) % SIDE, i % SIDE];
    const stroke = Math.exp(-(((x - 14 - 6 * Math.sin(image + y / 6)) / 2) ** 2));
    pixels[i] = 2 * stroke - 1 + (state / 2 ** 32 - 0.5) / 32;
  }
  return pixels;
}

async function writeOurs(logDir) {
  const { EventWriter } = await import('tensorboard-writer-ts');
  const time = (count, act) => {
    const start = performance.now();
    act();
    return (count / (performance.now() - start)) * 1000;
  };
  const tags = Array.from({ length: TAGS }, (_, i) => `losses/some-loss-${i}`);
  const pixels = samples();
  const write = (folder, scalars, grids) => {
    const writer = EventWriter.create({ logDir: join(logDir, folder) });
    const result = {
      scalarsPerSecond: time(scalars, () => {
        for (let i = 0; i < scalars; i++) writer.scalar(tags[i % TAGS], i / 7, Math.floor(i / TAGS));
        writer.flush();
      }),
      gridsPerSecond: time(grids, () => {
        for (let i = 0; i < grids; i++) {
          writer.imageGrid('samples', pixels, { width: SIDE, height: SIDE, columns: 8, range: [-1, 1] }, i);
        }
        writer.flush();
      }),
    };
    writer.close();
    return result;
  };
  write('warm-up', 20_000, 20);
  console.log(JSON.stringify(write('run', SCALARS, GRIDS)));
}

function compare() {
  const { values: flags } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, json: { type: 'string' } },
  });
  const python = join(process.env.GANX_PEERS ?? join(homedir(), '.cache/ganx-peers'), 'bin/python');
  const peer = fileURLToPath(new URL('peers/tensorboard_writer.py', import.meta.url));
  const writers = {
    'tensorboard-writer-ts': [process.execPath, fileURLToPath(import.meta.url), 'ours'],
    tensorflow: [python, peer, 'tensorflow'],
    torch: [python, peer, 'torch'],
  };
  const pinned = spawnSync('taskset', ['-V']).status === 0 ? ['taskset', '-c', '0'] : [];
  const rounds = [];
  for (let round = 1; round <= Number(flags.rounds); round++) {
    for (const [name, command] of Object.entries(writers)) {
      const logDir = mkdtempSync(join(tmpdir(), 'bench-writer-'));
      try {
        const result = existsSync(command[0])
          ? run([...pinned, ...command, logDir])
          : { missing: `no ${command[0]}` };
        if (result.missing === undefined) result.megabytes = megabytesOf(join(logDir, 'run'));
        rounds.push({ round, name, ...result });
        console.log(JSON.stringify(rounds.at(-1)));
      } finally {
        rmSync(logDir, { recursive: true, force: true });
      }
    }
  }
  const middle = (name, key) => {
    const sorted = rounds
      .filter((row) => row.name === name && row.missing === undefined)
      .map((row) => row[key]);
    return sorted.sort((a, b) => a - b)[Math.floor(sorted.length / 2)];
  };
  console.log(
    `\nmedian of ${flags.rounds} rounds, ${cpus()[0]?.model}, ${pinned.length ? 'one core' : 'not pinned'}`,
  );
  for (const name of Object.keys(writers)) {
    const [scalars, grids] = ['scalarsPerSecond', 'gridsPerSecond'].map((key) => middle(name, key));
    const text =
      scalars === undefined
        ? `missing: ${rounds.find((row) => row.name === name).missing}`
        : `${Math.round(scalars)} scalars/s  ${Math.round(grids)} grids/s`;
    console.log(`${name.padEnd(22)} ${text}`);
  }
  if (flags.json) writeFileSync(flags.json, `${JSON.stringify(rounds, null, 2)}\n`);
}

function run([program, ...args]) {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1));
  return { missing: stderr.trim().split('\n').at(-1) || `exit ${status}` };
}

function megabytesOf(folder) {
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return Math.round(bytes / 1e4) / 100;
}
