import type { Counters, DiscriminatorStats, RunEvent } from '@ganx/core/plugin';
import { expect, test } from 'vitest';
import { makePaint, visibleLength } from '../ansi.js';
import { LineView } from './line-view.js';
import { TerminalView } from './terminal-view.js';

const counters = (iteration: number): Counters => ({
  iteration,
  discriminatorSteps: iteration,
  generatorSteps: iteration,
  images: iteration * 64,
});
const stats: DiscriminatorStats = { loss: 1.386, opinionReal: 0.61, opinionFake: 0.38, accuracy: 0.7 };

function iteration(i: number): RunEvent[] {
  return [
    {
      type: 'balance',
      counters: counters(i),
      policy: 'threshold',
      phase: 'discriminator',
      reason: 'accuracy 0.7 is below 0.8',
    },
    { type: 'discriminator-step', counters: counters(i), stats, learningRate: 1e-3 },
    {
      type: 'generator-step',
      counters: counters(i),
      stats: { loss: 0.9, opinionFake: 0.4 },
      learningRate: 1e-3,
    },
    { type: 'iteration', counters: counters(i) },
  ];
}

const evaluation: RunEvent = {
  type: 'evaluation',
  counters: counters(3),
  seconds: 0.5,
  values: [{ name: 'mode-coverage/modes', value: 8, goal: 'maximize', provenance: {} }],
};

test('lines come every few seconds and at once for what is worth telling', () => {
  const written: string[] = [];
  let now = 0;
  const view = new LineView(
    { write: (text) => written.push(text) },
    makePaint(false),
    { counter: 'iteration', max: 10 },
    () => now,
  );
  view.event({ type: 'run-start', run: 'r', folder: '/runs/r' });
  for (let i = 1; i <= 8; i++) {
    now = i * 1000;
    for (const event of iteration(i)) view.event(event);
    if (i === 3) view.event(evaluation);
  }
  expect(written).toEqual([
    'run /runs/r\n',
    'evaluation at 3: mode-coverage/modes 8 (0.5s)\n',
    'iteration 5/10  50%  1/s  5.0s left  loss D 1.386  G 0.900  D(x) 0.610  D(G(z)) 0.380  D: accuracy 0.7 is below 0.8\n',
  ]);
});

const esc = String.fromCharCode(27);
const piece = new RegExp(`${esc}\\[[0-9;?]*[A-Za-z]|\\n|\\r|[^\\n\\r${esc}]+`, 'g');
const upwards = new RegExp(`^${esc}\\[(\\d+)A$`);

/** What a terminal shows after writing: understands only the codes that the view uses. */
function screenOf(text: string): string[] {
  const lines = [''];
  for (const [code] of text.matchAll(piece)) {
    const up = upwards.exec(code);
    if (up) lines.splice(lines.length - 1 - Number(up[1]), Number.POSITIVE_INFINITY, '');
    else if (code === '\n') lines.push('');
    else if (code !== '\r' && !code.startsWith('\u001b')) lines[lines.length - 1] += code;
  }
  return lines;
}

test('the live view redraws in place, keeps told lines above, fits the width and clears itself at the end', () => {
  let written = '';
  let now = 0;
  const screen = {
    columns: 60,
    write: (text: string) => {
      written += text;
    },
  };
  const view = new TerminalView(screen, makePaint(true), { counter: 'iteration', max: 10 }, () => now);
  view.event({ type: 'run-start', run: 'r', folder: '/runs/r' });
  for (let i = 1; i <= 8; i++) {
    now = i * 1000;
    for (const event of iteration(i)) view.event(event);
    if (i === 3) view.event(evaluation);
  }
  const shown = screenOf(written);
  expect(shown.slice(0, 2)).toEqual(['run /runs/r', 'evaluation at 3: mode-coverage/modes 8 (0.5s)']);
  expect(shown[2]).toMatch(/^[█▉▊▋▌▍▎▏░]+ iteration 8\/10 {2}1 it\/s {2}8\.0s {2}2\.0s left$/);
  expect(shown[3]).toBe('loss D 1.386  G 0.900   D(x) 0.610  D(G(z)) 0.380  accurac…');
  expect(shown[4]).toMatch(/^threshold: discriminator \(accuracy 0\.7 is below 0\.8\)/);
  for (const line of shown) expect(visibleLength(line)).toBeLessThan(60);
  view.end();
  expect(screenOf(written)).toEqual([...shown.slice(0, 2), '']);
  expect(written.endsWith('\u001b[?25h')).toBe(true);
});

test('a terminal that becomes narrower is cleared by the rows that its lines then take; the best has a line of its own', () => {
  const written: string[] = [];
  let now = 1000;
  const screen = { columns: 80, write: (text: string) => written.push(text) };
  const view = new TerminalView(screen, makePaint(false), { counter: 'iteration', max: 10 }, () => now);
  view.event(evaluation);
  const best = { monitor: 'mode-coverage/modes', value: 8, iteration: 3, checkpoint: 'checkpoints/00000003' };
  for (const event of iteration(3)) view.event(event);
  view.event({ type: 'best', counters: counters(3), best });
  const lengths = screenOf(written.at(-1)!).slice(0, -1).map(visibleLength);
  const wide = written.at(-1)!.split('\n').slice(0, -1);
  screen.columns = 40;
  now += 1000;
  view.event(iteration(4).at(-1)!);
  const rows = Number(/\[(\d+)A/.exec(written.at(-1)!)?.[1]);
  expect(lengths.some((length) => length > 40)).toBe(true);
  expect(rows).toBeGreaterThan(wide.length);
  const narrow = screenOf(written.at(-1)!);
  expect(narrow).toContain('best mode-coverage/modes 8 at 3');
  for (const line of narrow) expect(visibleLength(line)).toBeLessThan(40);
});
