import type { RunEvent } from '@ganx/core/plugin';
import { cut, type Paint, visibleLength } from '../ansi.js';
import { showControls } from '../output/show-controls.js';
import { bar, duration, number } from './format.js';
import { eventLine } from './lines.js';
import { type Budget, Progress } from './progress.js';
import type { RunView, Screen } from './run-view.js';

const millisecondsBetweenFrames = 100;
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** A few lines at the bottom of the terminal that are redrawn; what is worth keeping scrolls by above them. */
export class TerminalView implements RunView {
  readonly #progress: Progress;
  #drawnAt = Number.NEGATIVE_INFINITY;
  /** Of each line of the last frame, how long it is on the screen. */
  #drawn: readonly number[] = [];
  #ended = false;

  constructor(
    private readonly screen: Screen,
    private readonly paint: Paint,
    budget: Budget | undefined,
    private readonly now: () => number,
  ) {
    this.#progress = new Progress(budget);
  }

  event(event: RunEvent): void {
    this.#progress.fold(event, this.now());
    const line = event.type === 'checkpoint' ? undefined : eventLine(event, this.paint);
    if (line !== undefined) this.note(line);
    else if (event.type === 'iteration' || event.type === 'discriminator-step') this.#redraw();
  }

  note(line: string): void {
    this.#put(`${this.#clearing()}${showControls(line, true)}\n`);
    this.#draw();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#put(`${this.#clearing()}${showCursor}`);
  }

  #redraw(): void {
    if (this.now() - this.#drawnAt >= millisecondsBetweenFrames) this.#draw();
  }

  #draw(): void {
    if (this.#ended || this.#progress.counters.iteration === 0) return;
    const width = Math.max(20, (this.screen.columns || 80) - 1);
    const lines = frame(this.#progress, this.paint, this.now(), width).map((line) =>
      cut(showControls(line, true), width),
    );
    this.#put(`${hideCursor}${this.#clearing()}${lines.join('\n')}\n`);
    this.#drawn = lines.map(visibleLength);
    this.#drawnAt = this.now();
  }

  #put(text: string): void {
    if (this.screen.draw) this.screen.draw(text);
    else this.screen.write(text);
  }

  /**
   * Codes that take the cursor to where the last frame began and clear the rest. A terminal that has become narrower has
   * broken its lines; a key that was typed has moved the cursor along its line.
   */
  #clearing(): string {
    const columns = this.screen.columns || 80;
    const rows = this.#drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / columns)), 0);
    this.#drawn = [];
    return rows === 0 ? '' : `\r\u001b[${rows}A\u001b[0J`;
  }
}

/** The lines of one picture of the run. */
export function frame(progress: Progress, paint: Paint, now: number, width: number): string[] {
  const { counters, discriminator, generator, balance, best, budget } = progress;
  const share = progress.share(now);
  const left = progress.secondsLeft(now);
  const times = [
    progress.rate === undefined ? undefined : `${number(progress.rate)} it/s`,
    duration(progress.secondsElapsed(now)),
    left === undefined ? undefined : `${duration(left)} left`,
  ].filter((part) => part !== undefined);
  const total = budget?.counter === 'iteration' ? `/${budget.max}` : '';
  const place = `iteration ${paint.bold(`${counters.iteration}`)}${total}`;
  const meter = share === undefined ? '' : `${paint.cyan(bar(share, Math.min(30, width >> 2)))} `;
  const lines = [`${meter}${place}  ${paint.dim(times.join('  '))}`];
  const opinion = discriminator
    ? `   D(x) ${paint.bold(number(discriminator.opinionReal))}  D(G(z)) ${paint.bold(number(discriminator.opinionFake))}  accuracy ${number(discriminator.accuracy)}`
    : '';
  lines.push(
    `loss D ${paint.bold(discriminator ? number(discriminator.loss) : '-')}  G ${paint.bold(generator ? number(generator.loss) : '-')}${opinion}`,
  );
  if (balance) {
    const steps = `${counters.discriminatorSteps} D + ${counters.generatorSteps} G steps`;
    lines.push(`${balance.policy}: ${balance.phase} (${balance.reason})  ${paint.dim(steps)}`);
  }
  const metrics = [...progress.metrics.values()].map(({ name, value }) => `${name} ${number(value)}`);
  if (metrics.length > 0) {
    const top = best && `best ${best.monitor} ${number(best.value)} at ${best.iteration}`;
    const all = metrics.join('  ');
    // Where both do not fit into one line the best has its own: it is what one looks for.
    const together = top !== undefined && all.length + 2 + top.length <= width;
    lines.push(together ? `${all}  ${paint.green(top)}` : all);
    if (top !== undefined && !together) lines.push(paint.green(top));
  }
  return lines;
}
