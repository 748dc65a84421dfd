import { shortNumber } from '../../short-number.js';
import type { ReportChart } from '../report/report-data.js';
import { el, svg } from './element.js';
import type { Palette } from './palette.js';
import type { Parts } from './parts.js';
import { linearScale, logScale, type Scale } from './scale.js';
import { type Band, bandOf, type Points, smooth, valueAt } from './smooth.js';

export interface View {
  readonly smooth: boolean;
  readonly seedsTogether: boolean;
}

interface Drawn {
  readonly group: number;
  readonly name: string;
  readonly points: Points;
  readonly faint?: Points;
  readonly band?: Band;
  readonly dashed: boolean;
}

const height = 230;
const margin = { top: 8, right: 20, bottom: 34, left: 54 };
const smoothing = 0.9;
const told = 8;

/** A chart of one or two tags over the iterations, all runs in it. */
export function makeLineChart(chart: ReportChart, parts: Parts, view: () => View): HTMLElement {
  const { legend, palette } = parts;
  let log = false;
  let cursor: number | undefined;
  let draw = () => {};
  const logButton = el('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false' }, 'log');
  logButton.setAttribute('aria-label', `logarithmic scale for ${chart.title}`);
  logButton.addEventListener('click', () => {
    log = !log;
    logButton.setAttribute('aria-pressed', String(log));
    draw();
  });
  const key = chart.lines.length > 1 ? el('span', { class: 'note' }, ...lineKey(chart)) : undefined;
  const picture = svg('svg', { tabindex: 0, role: 'img', height });
  picture.setAttribute(
    'aria-label',
    `${chart.title} over iterations. Arrow keys move the cursor; the values are told below.`,
  );
  const readout = el('output', { class: 'readout', 'aria-live': 'polite' });
  const figure = el(
    'figure',
    { class: 'chart' },
    el(
      'figcaption',
      {},
      el('span', {}, el('strong', {}, chart.title), ' ', el('span', { class: 'note' }, chart.note), key),
      logButton,
    ),
    el('div', { class: 'plot' }, picture),
    readout,
  );

  let drawn: readonly Drawn[] = [];
  let scales:
    | {
        readonly x: Scale;
        readonly y: Scale;
        readonly low: number;
        readonly high: number;
        readonly width: number;
      }
    | undefined;
  const line = svg('line', { class: 'cursor', y1: margin.top, y2: height - margin.bottom });
  const dots = svg('g');

  const point = () => {
    dots.replaceChildren();
    line.remove();
    if (!scales || cursor === undefined) {
      readout.replaceChildren(
        el('span', { class: 'hint' }, 'Point at the chart, or use the arrow keys, for values.'),
      );
      return;
    }
    const { x, y, low, high } = scales;
    const at = Math.min(high, Math.max(low, cursor));
    line.setAttribute('x1', String(x.pixel(at)));
    line.setAttribute('x2', String(x.pixel(at)));
    picture.append(line, dots);
    const values = drawn
      .map((one) => ({ one, value: valueAt(one.points, at) }))
      .filter((entry): entry is { one: Drawn; value: number } => entry.value !== undefined)
      .sort((a, b) => b.value - a.value);
    for (const { one, value } of values.filter((entry) => palette.inFront(entry.one.group))) {
      if (log && value <= 0) continue;
      const dot = svg('circle', { class: 'dot', r: 3, cx: x.pixel(at), cy: y.pixel(value) });
      palette.paint(dot, one.group);
      dots.append(dot);
    }
    // Those in colour are told first, and all from the largest value to the smallest.
    const first = [...values].sort((a, b) => rankOf(palette, a.one) - rankOf(palette, b.one)).slice(0, told);
    const entries = values
      .filter((entry) => first.includes(entry))
      .map(({ one, value }) =>
        el('li', {}, el('b', {}, shortNumber(value)), palette.swatch(one.group), el('span', {}, one.name)),
      );
    const more =
      values.length > told ? [el('li', { class: 'hint' }, `and ${values.length - told} more`)] : [];
    readout.replaceChildren(
      el('span', { class: 'at' }, `iteration ${Math.round(at)}`),
      el('ul', {}, ...entries, ...more),
    );
  };

  draw = () => {
    const width = Math.max(220, figure.querySelector('.plot')?.clientWidth ?? 400);
    drawn = linesOf(chart, parts, view());
    const xs = drawn.flatMap(({ points }) => [points.x[0] ?? 0, points.x.at(-1) ?? 0]);
    const usable = (value: number) => Number.isFinite(value) && (!log || value > 0);
    const extremes = drawn.map(({ points, faint, band }) =>
      range([points.y, faint?.y ?? [], band?.low ?? [], band?.high ?? []], usable),
    );
    const low = Math.min(...extremes.map(([min]) => min));
    const high = Math.max(...extremes.map(([, max]) => max));
    picture.replaceChildren();
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.setAttribute('width', String(width));
    if (!Number.isFinite(low) || xs.length === 0) {
      scales = undefined;
      picture.append(svg('text', { class: 'empty', x: width / 2, y: height / 2 }, 'nothing to show'));
      point();
      return;
    }
    const [first, last] = [Math.min(...xs), Math.max(...xs)];
    const pad = log ? 0 : (high - low) * 0.04;
    const x = linearScale(first, last, margin.left, width - margin.right, width / 110);
    const y = (log ? logScale : linearScale)(low - pad, high + pad, height - margin.bottom, margin.top, 5);
    scales = { x, y, low: first, high: last, width };
    picture.append(axes(x, y, width), ...drawn.flatMap((one) => pathsOf(one, palette, x, y, usable)));
    point();
  };

  picture.addEventListener('pointermove', (event) => {
    if (!scales) return;
    const box = picture.getBoundingClientRect();
    const pixel = ((event.clientX - box.left) / box.width) * scales.width;
    const share = (pixel - margin.left) / (scales.width - margin.left - margin.right);
    cursor = scales.low + Math.min(1, Math.max(0, share)) * (scales.high - scales.low);
    point();
  });
  picture.addEventListener('pointerleave', () => {
    cursor = undefined;
    point();
  });
  picture.addEventListener('keydown', (event) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!scales || direction === undefined) return;
    event.preventDefault();
    const { low, high } = scales;
    cursor = Math.min(
      high,
      Math.max(low, (cursor ?? (direction > 0 ? low : high)) + (direction * (high - low)) / 50),
    );
    point();
  });
  legend.onChange(() => draw());
  new ResizeObserver(() => draw()).observe(figure);
  figure.addEventListener('redraw', () => draw());
  return figure;
}

function lineKey({ lines }: ReportChart): Node[] {
  return lines.flatMap(({ label }, index) => {
    const sample = svg('svg', { width: 26, height: 8, 'aria-hidden': 'true' });
    sample.append(svg('line', { class: index > 0 ? 'key dashed' : 'key', x1: 0, x2: 26, y1: 4, y2: 4 }));
    return [sample, document.createTextNode(` ${label} `)];
  });
}

const rankOf = (palette: Palette, { group }: Drawn): number => (palette.inFront(group) ? 0 : 1);

/** Those in grey come first, and so lie below. */
function linesOf(chart: ReportChart, { data, legend, palette }: Parts, view: View): Drawn[] {
  const lines = chart.lines.flatMap(({ label, curves }, index) =>
    data.groups.flatMap(({ runs }, group): Drawn[] => {
      if (!legend.shown(group)) return [];
      const configuration = palette.nameOf(group);
      const name = (text: string) => (label === '' ? text : `${text} ${label}`);
      const dashed = index > 0;
      const seen = runs.flatMap((run) => (curves[run] ? [{ run, curve: curves[run] }] : []));
      const shownAs = seen.map(({ run, curve }) => ({
        run,
        raw: curve,
        points: view.smooth ? smooth(curve.means ?? curve, smoothing) : curve,
      }));
      const band = view.seedsTogether ? bandOf(shownAs.map(({ points }) => points)) : undefined;
      if (band) return [{ group, name: name(configuration), points: band, band, dashed }];
      return shownAs.map(({ run, raw, points }) => {
        const seed = data.runs[run]?.seed;
        const own = runs.length > 1 ? `seed ${seed ?? '?'} of ${configuration}` : configuration;
        const few = data.runs.length <= 4;
        return { group, name: name(own), points, dashed, ...(view.smooth && few ? { faint: raw } : {}) };
      });
    }),
  );
  return lines.sort((a, b) => rankOf(palette, b) - rankOf(palette, a));
}

function axes(x: Scale, y: Scale, width: number): SVGElement {
  const bottom = height - margin.bottom;
  const g = svg('g', { class: 'axes', 'aria-hidden': 'true' });
  for (const { value, text } of y.marks) {
    const at = y.pixel(value);
    if (at > bottom + 1 || at < margin.top - 1) continue;
    g.append(
      svg('line', { x1: margin.left, x2: width - margin.right, y1: at, y2: at }),
      svg('text', { x: margin.left - 6, y: at + 4, 'text-anchor': 'end' }, text),
    );
  }
  for (const { value, text } of x.marks) {
    g.append(svg('text', { x: x.pixel(value), y: bottom + 16, 'text-anchor': 'middle' }, text));
  }
  g.append(
    svg('line', { class: 'base', x1: margin.left, x2: width - margin.right, y1: bottom, y2: bottom }),
    svg(
      'text',
      { class: 'unit', x: width - margin.right, y: bottom + 30, 'text-anchor': 'end' },
      'iteration',
    ),
  );
  return g;
}

function pathsOf(
  { group, points, faint, band, dashed }: Drawn,
  palette: Palette,
  x: Scale,
  y: Scale,
  usable: (y: number) => boolean,
): SVGElement[] {
  const paths: SVGElement[] = [];
  if (band) {
    const at = (i: number, value: number) => `${pixels(x.pixel(band.x[i]!))},${pixels(y.pixel(value))}`;
    const there = band.high.map((value, i) => (usable(value) ? at(i, value) : '')).filter(Boolean);
    const back = band.low
      .map((value, i) => (usable(value) ? at(i, value) : ''))
      .filter(Boolean)
      .reverse();
    if (there.length > 0 && back.length > 0)
      paths.push(svg('path', { class: 'band', d: `M${[...there, ...back].join('L')}Z` }));
  }
  if (faint) paths.push(svg('path', { class: 'line faint', d: pathOf(faint, x, y, usable) }));
  paths.push(svg('path', { class: dashed ? 'line dashed' : 'line', d: pathOf(points, x, y, usable) }));
  for (const path of paths) palette.paint(path, group);
  return paths;
}

function pathOf(points: Points, x: Scale, y: Scale, usable: (y: number) => boolean): string {
  let path = '';
  let pen = 'M';
  for (const [i, value] of points.y.entries()) {
    if (!usable(value)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${pixels(x.pixel(points.x[i]!))},${pixels(y.pixel(value))}`;
    // A point alone is a dot, by its round ends.
    if (pen === 'M') path += 'h0';
    pen = 'L';
  }
  return path;
}

function pixels(value: number): string {
  return value.toFixed(1);
}

function range(lists: readonly (readonly number[])[], usable: (y: number) => boolean): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (!usable(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return [min, max];
}
