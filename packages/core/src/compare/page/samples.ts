import { byId, el } from './element.js';
import type { Parts } from './parts.js';

/** Grids that are shown before all are asked for. */
const most = 12;

/** The runs' sample grids at one iteration, the best configuration first; a slider moves all of them. */
export function showSamples({ data, legend, palette }: Parts): void {
  const { samples, runs, groups, order } = data;
  const { iterations, images, latents } = samples;
  if (iterations.length === 0) return;
  const slider = byId('iteration') as HTMLInputElement;
  slider.max = String(iterations.length - 1);
  slider.value = slider.max;
  const kinds = [...new Set(latents)];
  const place = byId('grids');
  const label = byId('iteration-shown');
  const more = el('button', { type: 'button', class: 'more' });
  place.after(more);
  let every = false;
  const show = () => {
    const at = Number(slider.value);
    const iteration = iterations[at]!;
    label.textContent = `iteration ${iteration}`;
    slider.setAttribute('aria-valuetext', `iteration ${iteration}`);
    const figures = order.flatMap((group) => {
      if (!legend.shown(group)) return [];
      const configuration = palette.nameOf(group);
      const { runs: own } = groups[group]!;
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
          el('figcaption', {}, palette.swatch(group), breakable(`${said}${kind}`)),
        );
      });
    });
    place.replaceChildren(...(every ? figures : figures.slice(0, most)));
    more.hidden = figures.length <= most;
    more.textContent = every ? `show ${most} only` : `show all ${figures.length}`;
  };
  more.addEventListener('click', () => {
    every = !every;
    show();
  });
  slider.addEventListener('input', show);
  legend.onChange(show);
  show();
}

/** May be broken after an equals sign, and so not in the middle of a number. */
const breakable = (text: string): string => text.replaceAll('=', '=\u200b');
