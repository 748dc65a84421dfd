import type { ReportData } from '../report/report-data.js';
import { byId, el } from './element.js';
import { type Legend, swatch } from './legend.js';

/** The runs' sample grids at one iteration; a slider moves all of them. */
export function showSamples({ samples, runs, groups }: ReportData, legend: Legend): void {
  const { iterations, images, latents } = samples;
  if (iterations.length === 0) return;
  const slider = byId('iteration') as HTMLInputElement;
  slider.max = String(iterations.length - 1);
  slider.value = slider.max;
  const kinds = [...new Set(latents)];
  const place = byId('grids');
  const label = byId('iteration-shown');
  const show = () => {
    const at = Number(slider.value);
    const iteration = iterations[at]!;
    label.textContent = `iteration ${iteration}`;
    slider.setAttribute('aria-valuetext', `iteration ${iteration}`);
    const figures = groups.flatMap(({ label: configuration, runs: own }, group) => {
      if (!legend.shown(group)) return [];
      return own.map((run) => {
        const { run: name, seed } = runs[run]!;
        const image = images[at]?.[run];
        const kind = kinds.length > 1 ? `, latents ${kinds.indexOf(latents[run]!) + 1}` : '';
        const said = `${configuration}, seed ${seed ?? '?'}`;
        return el(
          'figure',
          { class: 'grid', title: name },
          image
            ? el('img', { src: image, alt: `Samples of ${name} (${said}) at iteration ${iteration}` })
            : el('div', { class: 'none' }, `no samples at ${iteration}`),
          el('figcaption', {}, swatch(group), `${said}${kind}`),
        );
      });
    });
    place.replaceChildren(...figures);
  };
  slider.addEventListener('input', show);
  legend.onChange(show);
  show();
}
