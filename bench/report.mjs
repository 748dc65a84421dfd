const gibi = 2 ** 30;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * One row per workload and system. `rounds` holds, per round and system, what one process printed.
 *
 * A ratio is taken within a round, between medians of two processes that ran one after the other, so that a drift of the
 * machine's speed reaches both; the row gives the median over the rounds and the range.
 */
export function summarize(workload, names, rounds, base) {
  return names.map((system) => {
    const results = rounds.map((round) => round[system]).filter((result) => result?.msPerStep);
    if (results.length === 0) {
      const why = rounds.map((round) => round[system]?.missing).find(Boolean);
      return { workload, system, missing: why ?? 'not run on this workload' };
    }
    const times = results.flatMap(({ msPerStep }) => msPerStep);
    const ratios = rounds
      .filter((round) => round[system]?.msPerStep && round[base]?.msPerStep)
      .map((round) => median(round[base].msPerStep) / median(round[system].msPerStep));
    const peaks = results.map(({ peakBytes }) => peakBytes).filter(Boolean);
    const firsts = results.map(({ firstStepMs }) => firstStepMs).filter(Boolean);
    return {
      workload,
      system,
      version: results[0].version,
      msPerStep: { median: median(times), min: Math.min(...times), max: Math.max(...times) },
      ratio:
        ratios.length > 0
          ? { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
          : null,
      peakBytes: peaks.length > 0 ? median(peaks) : null,
      firstStepMs: firsts.length > 0 ? median(firsts) : null,
    };
  });
}

/** The fastest of `peers` on a workload, by median. */
export function fastest(rows, workload, peers) {
  return rows
    .filter((row) => row.workload === workload && !row.missing && peers.includes(row.system))
    .sort((a, b) => a.msPerStep.median - b.msPerStep.median)[0];
}

export function table(rows, base) {
  const number = (value, digits = 2) => (value === null || value === undefined ? '' : value.toFixed(digits));
  const lines = rows.map((row) => {
    if (row.missing) return `| ${row.workload} | ${row.system} | missing: ${row.missing} | | | | |`;
    const { msPerStep: ms, ratio, peakBytes, firstStepMs } = row;
    const spread = ratio ? `${number(ratio.median)} (${number(ratio.min)} to ${number(ratio.max)})` : '';
    return `| ${row.workload} | ${row.system} | ${number(ms.median)} | ${number(ms.min)} to ${number(ms.max)} | ${spread} | ${number(peakBytes && peakBytes / gibi)} | ${number(firstStepMs, 0)} |`;
  });
  return [
    `| workload | system | ms per iteration | range | ${base} / it, range over rounds | peak GiB | first iteration, ms |`,
    '|---|---|---:|---:|---:|---:|---:|',
    ...lines,
  ].join('\n');
}

/** Where the time of one iteration goes: parts, and ONNX Runtime's operations below them. */
export function breakdownTable(workload, { msPerStep, parts, once, operations }) {
  const total = median(msPerStep);
  const share = (ms) => `${((100 * ms) / total).toFixed(1)} %`;
  const line = (name, ms) => `| ${name} | ${ms.toFixed(2)} | ${share(ms)} |`;
  const measured = operations.reduce((sum, { ms }) => sum + ms, 0);
  return [
    `### ${workload}: ${total.toFixed(2)} ms per iteration`,
    '',
    `Once, before the first: ${Object.entries(once)
      .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
      .join(', ')}.`,
    '',
    '| part | ms | share |',
    '|---|---:|---:|',
    ...Object.entries(parts).map(([name, ms]) => line(name, ms)),
    '',
    `Compute by operation, from ONNX Runtime's profile of another run (${measured.toFixed(2)} ms; profiling costs time):`,
    '',
    '| operation | nodes | ms | share |',
    '|---|---:|---:|---:|',
    ...operations
      .slice(0, 14)
      .map(({ op, nodes, ms }) => `| ${op} | ${nodes} | ${ms.toFixed(2)} | ${share(ms)} |`),
  ].join('\n');
}
