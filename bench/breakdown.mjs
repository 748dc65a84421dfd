import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Sums ONNX Runtime's profiles (all files that begin with `prefix`) by operation and by the provider that runs it, per
 * iteration. The first run of each session, which plans memory, is left out.
 */
export function readProfiles(prefix, iterations) {
  const totals = new Map();
  const files = readdirSync(dirname(prefix)).filter((file) => file.startsWith(basename(prefix)));
  for (const file of files) {
    const events = JSON.parse(readFileSync(join(dirname(prefix), file), 'utf8'));
    const runs = events.filter(({ name }) => name === 'model_run').sort((a, b) => a.ts - b.ts);
    const after = runs[1]?.ts ?? 0;
    for (const { cat, name, dur, ts, args } of events) {
      if (cat !== 'Node' || !name.endsWith('_kernel_time') || ts < after) continue;
      const provider = (args.provider ?? '').replace('ExecutionProvider', '');
      const key = `${provider} ${args.op_name}`;
      const entry = totals.get(key) ?? { op: args.op_name, provider, ms: 0, names: new Set() };
      totals.set(key, entry);
      entry.ms += (dur / 1000) * (runs.length / Math.max(1, runs.length - 1));
      entry.names.add(`${file}:${name}`);
    }
  }
  return [...totals.values()]
    .map(({ op, provider, ms, names }) => ({ op, provider, nodes: names.size, ms: ms / iterations }))
    .sort((a, b) => b.ms - a.ms);
}
