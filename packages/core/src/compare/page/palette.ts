import type { ReportData } from '../report/report-data.js';
import { el } from './element.js';

/** Colours that the eye, colour-blind ones too, tells apart: as many as the style sheet has. */
export const colors = 8;

/** Which configuration has which colour. */
export interface Palette {
  /** In colour; the others are drawn thin and grey behind those, where there are more than there are colours. */
  inFront(group: number): boolean;
  /** What sets it apart, after its number in the list of all where there are many. */
  nameOf(group: number): string;
  paint(element: HTMLElement | SVGElement, group: number): void;
  swatch(group: number): HTMLElement;
}

/** Up to eight configurations have a colour each, in their own order; of more, the best eight have one. */
export function makePalette({ groups, order }: ReportData): Palette {
  const colored = groups.length <= colors ? [...groups.keys()] : order.slice(0, colors);
  const inFront = (group: number): boolean => colored.includes(group);
  const paint = (element: HTMLElement | SVGElement, group: number): void => {
    element.style.setProperty('--c', inFront(group) ? `var(--s${colored.indexOf(group)})` : 'var(--rest)');
    if (!inFront(group)) element.classList.add('behind');
  };
  const numbered = groups.length > colors;
  return {
    inFront,
    nameOf: (group) => `${numbered ? `${order.indexOf(group) + 1}: ` : ''}${groups[group]!.label}`,
    paint,
    swatch(group) {
      const mark = el('span', { class: 'swatch', 'aria-hidden': 'true' });
      paint(mark, group);
      return mark;
    },
  };
}
