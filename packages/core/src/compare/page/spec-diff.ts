import { diffSpecs } from '../line-diff.js';
import type { ReportData } from '../report/report-data.js';
import { byId, el } from './element.js';

/** Two runs to choose, and how their specs differ. */
export function showSpecDiff({ runs, groups }: ReportData): void {
  const place = byId('diff');
  const [from, to] = ['diff-from', 'diff-to'].map((id) => byId(id) as HTMLSelectElement) as [
    HTMLSelectElement,
    HTMLSelectElement,
  ];
  for (const select of [from, to]) {
    for (const [index, { run, group, seed }] of runs.entries())
      select.append(
        el('option', { value: index }, `${run} (${groups[group]?.label ?? ''}, seed ${seed ?? '?'})`),
      );
  }
  // Of another configuration, and with the same seed if there is one: what is then left is what was meant to differ.
  const others = [...runs.entries()].filter(([, { group }]) => group !== runs[0]?.group);
  const [other] = others.find(([, { seed }]) => seed === runs[0]?.seed) ?? others[0] ?? [-1];
  to.value = String(other === -1 ? Math.min(1, runs.length - 1) : other);
  const show = () => {
    const hunks = diffSpecs(runs[Number(from.value)]?.spec ?? '', runs[Number(to.value)]?.spec ?? '');
    const lines = hunks.flatMap(({ place: above, lines: changed }) => [
      el('span', { class: 'place' }, `@@ ${above || 'experiment'} @@\n`),
      ...changed.map(({ sign, text }) => {
        const kind = { '+': 'ins', '-': 'del', ' ': 'span' } as const;
        return el(kind[sign], {}, `${sign} ${text}\n`);
      }),
    ]);
    place.replaceChildren(...(lines.length > 0 ? lines : ['The two specs are the same.']));
  };
  from.addEventListener('change', show);
  to.addEventListener('change', show);
  show();
}
