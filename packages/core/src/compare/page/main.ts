import type { ReportData } from '../report/report-data.js';
import { byId, el } from './element.js';
import { makeLegend } from './legend.js';
import { makeLineChart } from './line-chart.js';
import { makePalette } from './palette.js';
import { drawParallel } from './parallel.js';
import { showSamples } from './samples.js';
import { showSpecDiff } from './spec-diff.js';

const data = JSON.parse(byId('data').textContent) as ReportData;
const palette = makePalette(data);
const legend = makeLegend(data, palette);
const toggles = { smooth: false, seedsTogether: false };
const figures: HTMLElement[] = [];
const redraw = () => figures.forEach((figure) => void figure.dispatchEvent(new Event('redraw')));
for (const [id, key] of [
  ['smooth', 'smooth'],
  ['seeds-together', 'seedsTogether'],
] as const) {
  const box = document.getElementById(id) as HTMLInputElement | null;
  box?.addEventListener('change', () => {
    toggles[key] = box.checked;
    redraw();
  });
}
const draw = (first: boolean) =>
  data.charts
    .filter((chart) => chart.first === first)
    .map((chart) => {
      const figure = makeLineChart(chart, { data, legend, palette }, () => toggles);
      figures.push(figure);
      return figure;
    });
byId('charts').append(...draw(true));
const more = draw(false);
if (more.length > 0) {
  byId('charts').after(
    el(
      'details',
      {},
      el('summary', {}, `${more.length} more ${more.length === 1 ? 'curve' : 'curves'}`),
      el('div', { class: 'charts' }, ...more),
    ),
  );
}
drawParallel({ data, legend, palette });
showSamples({ data, legend, palette });
showSpecDiff(data);
