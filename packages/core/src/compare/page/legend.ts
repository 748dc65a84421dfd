import type { ReportData } from '../report/report-data.js';
import { byId, el } from './element.js';

export interface Legend {
  shown(group: number): boolean;
  /** Calls back at each change. */
  onChange(change: () => void): void;
}

const palette = 8;

/** One button for each configuration: its colour, what sets it apart, how many runs; pressed while it is shown. */
export function makeLegend({ groups }: ReportData): Legend {
  const hidden = new Set<number>();
  const listeners: (() => void)[] = [];
  const tell = () => listeners.forEach((listener) => void listener());
  const place = byId('legend');
  const buttons = groups.map(({ label, runs }, group) => {
    const count = runs.length > 1 ? ` (${runs.length} runs)` : '';
    const button = el(
      'button',
      { type: 'button', class: 'entry', 'aria-pressed': 'true' },
      swatch(group),
      `${label}${count}`,
    );
    button.addEventListener('click', () => {
      if (!hidden.delete(group)) hidden.add(group);
      update();
    });
    return button;
  });
  const update = () => {
    for (const [group, button] of buttons.entries())
      button.setAttribute('aria-pressed', String(!hidden.has(group)));
    tell();
  };
  const all = el('button', { type: 'button', class: 'plain' }, 'all');
  const none = el('button', { type: 'button', class: 'plain' }, 'none');
  all.addEventListener('click', () => {
    hidden.clear();
    update();
  });
  none.addEventListener('click', () => {
    for (const group of groups.keys()) hidden.add(group);
    update();
  });
  place.append(...buttons);
  if (groups.length > 3) place.append(el('span', { class: 'both' }, all, none));
  return { shown: (group) => !hidden.has(group), onChange: (change) => listeners.push(change) };
}

export function swatch(group: number): HTMLElement {
  const mark = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  paint(mark, group);
  return mark;
}

/** Gives an element its group's colour: one of a palette that is safe for the colour-blind or, beyond it, a hue of its own. */
export function paint(element: HTMLElement | SVGElement, group: number): void {
  const color =
    group < palette
      ? `var(--s${group})`
      : `oklch(var(--lightness) 0.13 ${Math.round((group * 137.5) % 360)})`;
  element.style.setProperty('--c', color);
}
