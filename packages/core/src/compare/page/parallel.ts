import { shortNumber } from '../../short-number.js';
import type { ReportAxis } from '../report/report-data.js';
import { byId, el, svg } from './element.js';
import type { Parts } from './parts.js';
import { linearScale, logScale } from './scale.js';

const height = 300;
const margin = { top: 40, bottom: 16, right: 64 };
const perCharacter = 7;
const perAxis = 130;
/** From this ratio of the largest to the smallest on, values are spread by their logarithm. */
const wide = { key: 50, metric: 1000 } as const;

interface DrawnAxis {
  readonly axis: ReportAxis;
  readonly pixel: (run: number) => number | undefined;
  readonly marks: readonly { readonly at: number; readonly text: string }[];
}

/** Each run as a line through its settings to what it measured. */
export function drawParallel({ data, legend, palette }: Parts): void {
  const place = byId('parallel');
  const measured = data.axes.filter(({ kind }) => kind === 'metric');
  const select = byId('parallel-metric') as HTMLSelectElement;
  for (const { name } of measured)
    select.append(el('option', { value: name, selected: name === data.orderedBy }, name));
  const readout = byId('parallel-readout');
  const draw = () => {
    const chosen = data.axes.filter(({ kind, name }) => kind === 'key' || name === select.value);
    const axes = chosen.map((axis) => layOut(axis, data.runs.length));
    const left = 20 + perCharacter * Math.max(4, ...(axes[0]?.marks.map(({ text }) => text.length) ?? []));
    const width = Math.max(place.clientWidth, left + margin.right + perAxis * (chosen.length - 1));
    const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group' });
    picture.setAttribute('aria-label', 'Parallel coordinates: one line for each run');
    const xOf = (index: number) =>
      chosen.length === 1 ? width / 2 : left + ((width - left - margin.right) * index) / (chosen.length - 1);
    const lines = svg('g');
    // Those in grey first, so that they lie below.
    const behind = [...data.runs.entries()].sort(
      ([, a], [, b]) => Number(palette.inFront(a.group)) - Number(palette.inFront(b.group)),
    );
    for (const [run, { group, run: name }] of behind) {
      if (!legend.shown(group)) continue;
      const points = axes.flatMap(({ pixel }, index) => {
        const y = pixel(run);
        return y === undefined ? [] : [`${xOf(index).toFixed(1)},${y.toFixed(1)}`];
      });
      const told = `${name}: ${chosen.map(({ title, values }) => `${title} ${textOf(values[run])}`).join(', ')}`;
      const path = svg('path', {
        class: 'line run',
        d: `M${points.join('L')}`,
        tabindex: 0,
        role: 'img',
        'aria-label': told,
      });
      palette.paint(path, group);
      const tell = () => readout.replaceChildren(told);
      path.addEventListener('pointerenter', tell);
      path.addEventListener('focus', tell);
      lines.append(path);
    }
    picture.append(lines);
    for (const [index, { axis, marks }] of axes.entries()) {
      const x = xOf(index);
      const anchor =
        index === 0 && axes.length > 1 ? 'start' : index === axes.length - 1 && index > 0 ? 'end' : 'middle';
      picture.append(
        svg('line', { class: 'base', x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }),
        svg(
          'text',
          {
            class: 'title',
            x: anchor === 'start' ? 6 : anchor === 'end' ? width - 6 : x,
            y: index % 2 === 0 ? 14 : 28,
            'text-anchor': anchor,
          },
          axis.title,
        ),
        ...marks.map(({ at, text }) =>
          svg(
            'text',
            {
              class: 'mark',
              x: index === 0 ? x - 8 : x + 8,
              y: at + 4,
              'text-anchor': index === 0 ? 'end' : 'start',
            },
            text,
          ),
        ),
      );
    }
    place.replaceChildren(picture);
  };
  select.addEventListener('change', draw);
  legend.onChange(draw);
  new ResizeObserver(draw).observe(place);
}

function layOut(axis: ReportAxis, runs: number): DrawnAxis {
  const [from, to] = [height - margin.bottom, margin.top];
  const present = axis.values.slice(0, runs).filter((value) => value !== undefined);
  if (present.length > 0 && present.every((value) => typeof value === 'number')) {
    const [low, high] = [Math.min(...present), Math.max(...present)];
    const scale = (low > 0 && high / low >= wide[axis.kind] ? logScale : linearScale)(low, high, from, to, 5);
    const few = [...new Set(present)];
    const marks = few.length <= 5 ? few.map((value) => ({ value, text: shortNumber(value) })) : scale.marks;
    return {
      axis,
      pixel: (run) => (typeof axis.values[run] === 'number' ? scale.pixel(axis.values[run]) : undefined),
      marks: marks.map(({ value, text }) => ({ at: scale.pixel(value), text })),
    };
  }
  const words = [...new Set(axis.values.map(textOf))].sort();
  const at = (word: string) =>
    words.length === 1 ? (from + to) / 2 : from + ((to - from) * words.indexOf(word)) / (words.length - 1);
  return {
    axis,
    pixel: (run) => at(textOf(axis.values[run])),
    marks: words.map((word) => ({ at: at(word), text: word.length > 18 ? `${word.slice(0, 17)}…` : word })),
  };
}

function textOf(value: ReportAxis['values'][number]): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? shortNumber(value) : String(value);
}
