import type { ReportData } from '../report/report-data.js';
import { byId, el } from './element.js';
import { colors, type Palette } from './palette.js';

export interface Legend {
  shown(group: number): boolean;
  /** Calls back at each change. */
  onChange(change: () => void): void;
}

/** One button for each configuration: its colour, what sets it apart, how many runs; pressed while it is shown. */
export function makeLegend(data: ReportData, palette: Palette): Legend {
  const { groups } = data;
  const hidden = new Set<number>();
  const listeners: (() => void)[] = [];
  const many = groups.length > colors;
  const place = byId('legend');
  const buttons = groups.map(({ label, runs }, group) => {
    const count = runs.length > 1 ? ` (${runs.length} runs)` : '';
    const text = many ? String(data.order.indexOf(group) + 1) : `${label}${count}`;
    const button = el(
      'button',
      {
        type: 'button',
        class: 'entry',
        'aria-pressed': 'true',
        ...(many && { 'aria-label': `${label}${count}` }),
      },
      palette.swatch(group),
      text,
    );
    button.addEventListener('click', () => {
      if (!hidden.delete(group)) hidden.add(group);
      update();
    });
    return button;
  });
  const update = (): void => {
    for (const [group, button] of buttons.entries())
      button.setAttribute('aria-pressed', String(!hidden.has(group)));
    for (const listener of listeners) listener();
  };
  const only = (text: string, hides: (group: number) => boolean): HTMLElement => {
    const button = el('button', { type: 'button', class: 'plain' }, text);
    button.addEventListener('click', () => {
      hidden.clear();
      for (const group of groups.keys()) if (hides(group)) hidden.add(group);
      update();
    });
    return button;
  };
  const all = only('all', () => false);
  const none = only('none', () => true);
  if (many) {
    const front = only('those in colour', (group) => !palette.inFront(group));
    place.append(
      summary(data),
      el('span', { class: 'both' }, 'show ', all, none, front),
      listOf(data, buttons),
    );
  } else {
    place.append(...buttons);
    if (groups.length > 3) place.append(el('span', { class: 'both' }, all, none));
  }
  return { shown: (group) => !hidden.has(group), onChange: (change) => listeners.push(change) };
}

function summary({ groups, orderedBy }: ReportData): HTMLElement {
  const which = orderedBy === null ? `first ${colors}` : `best ${colors} by ${orderedBy}`;
  return el('span', {}, `${groups.length} configurations: the ${which} in colour, the others grey.`);
}

/** Where there are too many for a line of buttons: a table to open, best first. */
function listOf(
  { groups, order, orderedBy, settings }: ReportData,
  buttons: readonly HTMLElement[],
): HTMLElement {
  const heads = ['', ...settings, ...(orderedBy === null ? [] : [orderedBy]), 'runs'];
  const rows = order.map((group) => {
    const { settings: own, value, runs } = groups[group]!;
    const cells = [...own, ...(orderedBy === null ? [] : [value ?? '–']), String(runs.length)];
    return el(
      'tr',
      {},
      el('th', { scope: 'row' }, buttons[group]),
      ...cells.map((text) => el('td', {}, text)),
    );
  });
  return el(
    'details',
    { class: 'configurations' },
    el('summary', {}, 'choose'),
    el(
      'div',
      { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': 'All configurations, best first' },
      el(
        'table',
        {},
        el('thead', {}, el('tr', {}, ...heads.map((text) => el('th', { scope: 'col' }, text)))),
        el('tbody', {}, ...rows),
      ),
    ),
  );
}
