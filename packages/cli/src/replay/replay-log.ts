import { readEventLog, readResult } from '@ganx/core/run';
import { makePaint, wantsColor } from '../ansi.js';
import { LineView } from '../view/line-view.js';
import type { Screen } from '../view/run-view.js';
import { summaryLines } from '../view/summary.js';

export interface ReplayedLog {
  readonly events: number;
  readonly iterations: number;
  /** Lines of the log that are no events. */
  readonly badLines: number;
  readonly finished: boolean;
}

/**
 * Says again what a run said while it trained, from its `log.jsonl`: the lines that `ganx run` writes where there is no terminal, with
 * the speed and the pauses that it had. Of a run that was resumed, what counts: nothing that was made void by a resume.
 */
export async function replayLog(folder: string, screen: Screen): Promise<ReplayedLog> {
  let now = 0;
  let events = 0;
  let iterations = 0;
  let view: LineView | undefined;
  const bad: number[] = [];
  const paint = makePaint(wantsColor(screen));
  for await (const { time, event } of readEventLog(folder, (line) => bad.push(line))) {
    now = time;
    view ??= new LineView(screen, paint, undefined, () => now);
    view.event(event);
    events++;
    if ('counters' in event) iterations = event.counters.iteration;
  }
  if (bad.length > 0) {
    const lines =
      bad.length === 1 ? `line ${bad[0]} is` : `${bad.length} lines, the first of them ${bad[0]}, are`;
    screen.write(`${paint.yellow('warning')} ${lines} no event: cut off by a kill, or damaged\n`);
  }
  const result = readResult(folder);
  if (result) for (const line of summaryLines(result, paint)) screen.write(`${line}\n`);
  else
    screen.write(
      `\nthe log ends at iteration ${iterations}: the run was killed there, or is still running\n`,
    );
  return { events, iterations, badLines: bad.length, finished: result !== undefined };
}
