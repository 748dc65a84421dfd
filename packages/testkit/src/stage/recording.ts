import { createHash } from 'node:crypto';
import type { RunEvent } from '@ganx/core/plugin';

export interface Recorded {
  readonly iteration: number;
  readonly what: string;
  /** sha256 of what was logged, or the event itself in words. */
  readonly content: string;
}

/** What one run told and logged, in order, without what time and place decide. */
export class Recording {
  readonly entries: Recorded[] = [];

  log(iteration: number, what: string, content: unknown): void {
    this.entries.push({ iteration, what, content: digest(content) });
  }

  /** Each on its own, without what only time decides. */
  scalars(iteration: number, values: Readonly<Record<string, number>>): void {
    for (const [tag, value] of Object.entries(values))
      if (!tag.startsWith('time/')) this.log(iteration, tag, value);
  }

  event(event: RunEvent): void {
    switch (event.type) {
      case 'evaluation':
        this.entries.push({
          iteration: event.counters.iteration,
          what: 'evaluation',
          content: JSON.stringify(event.values),
        });
        break;
      case 'balance':
        this.entries.push({
          iteration: event.counters.iteration,
          what: 'balance',
          content: `${event.phase}: ${event.reason}`,
        });
        break;
      case 'artifact':
        this.entries.push({ iteration: event.counters.iteration, what: 'artifact', content: event.path });
        break;
      case 'verdict':
        this.entries.push({
          iteration: event.verdict.iteration,
          what: 'verdict',
          content: `${event.verdict.type}: ${event.verdict.reason}`,
        });
        break;
    }
  }

  after(iteration: number): readonly Recorded[] {
    return this.entries.filter((entry) => entry.iteration > iteration);
  }
}

/** The first entry in which two recordings differ, in words. */
export function difference(seen: readonly Recorded[], expected: readonly Recorded[]): string | undefined {
  for (let i = 0; i < Math.max(seen.length, expected.length); i++) {
    const [one, other] = [seen[i], expected[i]];
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    const at = one ?? other!;
    return `${at.what} at iteration ${at.iteration}: ${one?.content ?? 'nothing'}, instead of ${other?.content ?? 'nothing'}`;
  }
  return undefined;
}

function digest(content: unknown): string {
  if (typeof content === 'string') return content;
  const text = JSON.stringify(content, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? createHash('sha256')
          .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .digest('hex')
      : value,
  );
  return text.length <= 200 ? text : createHash('sha256').update(text).digest('hex');
}
