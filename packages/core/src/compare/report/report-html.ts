import { createHash } from 'node:crypto';
import { nameOf } from '../../run/run-name.js';
import type { Comparison } from '../compare-runs.js';
import { cellText, runsTable, seedsTable, type Table } from '../tables.js';
import { escapeHtml, scriptJson } from './escape.js';
import { linkScript } from './link-script.js';
import { makeReportData } from './make-report-data.js';
import type { ReportData } from './report-data.js';
import { style } from './style.js';

/**
 * A comparison as one HTML file that asks for nothing else: script, style, pictures and numbers stand in it, and its policy
 * (Content-Security-Policy, by hash) forbids everything but them. Equal runs give equal bytes.
 */
export function reportHtml(comparison: Comparison): string {
  const { data, notices } = makeReportData(comparison);
  const script = linkScript(new URL('../page/main.js', import.meta.url));
  const policy = `default-src 'none'; img-src data:; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`;
  const names = [...new Set(comparison.runs.map(nameOf))];
  const title = `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
  const all = [...comparison.notices, ...notices];
  const { refused } = comparison.ranking ?? {};
  const several = comparison.groups.some(({ samples }) => samples.length > 1);
  const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}: runs compared</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="soft">${counted(comparison.runs.length, 'run')} in ${counted(comparison.groups.length, 'configuration')}${comparison.keys.length > 0 ? `; they differ in ${escapeHtml(comparison.keys.join(', '))}` : ''}.</p>
${list([...(refused ? [{ code: 'GANX_COMPARE_PROVENANCE', message: refused }] : []), ...all])}
</header>
<main>
<section aria-labelledby="h-curves">
<h2 id="h-curves">Curves</h2>
<div class="bar"><div id="legend" role="group" aria-label="Configurations shown"></div>
<div class="options"><label><input type="checkbox" id="smooth"> smooth</label>${several ? '<label><input type="checkbox" id="seeds-together"> seeds together: median and quartiles</label>' : ''}</div></div>
<div id="charts" class="charts"></div>
</section>
<section aria-labelledby="h-samples">
<h2 id="h-samples">Samples</h2>
${samplesSection(data.samples.iterations.length, new Set(data.samples.latents).size)}
</section>
<section aria-labelledby="h-parallel">
<h2 id="h-parallel">Settings and results</h2>
<div class="choose"><label>metric (${comparison.which}) <select id="parallel-metric"></select></label></div>
<div class="scroll" id="parallel" role="region" tabindex="0" aria-label="Parallel coordinates"></div>
<p class="readout" id="parallel-readout" aria-live="polite"><span class="hint">Point at a line, or reach it with the Tab key, for its run.</span></p>
</section>
<section aria-labelledby="h-seeds">
<h2 id="h-seeds">Configurations over seeds</h2>
${tableHtml(withSettings(seedsTable(comparison), data), 'Configurations over seeds')}
<p class="note">n counts seeds. Collapsed: the share of ended runs with the verdict collapsed, overpowered or diverged. Quartiles are linear between neighbours.</p>
</section>
<section aria-labelledby="h-runs">
<h2 id="h-runs">Runs</h2>
${tableHtml(runsTable(comparison), 'Runs')}
${comparison.metrics.some(({ differences }) => differences.length > 0) ? '<p class="note">* not measured alike in all runs: the values do not compare.</p>' : ''}
</section>
<section aria-labelledby="h-diff">
<h2 id="h-diff">How two specs differ</h2>
<div class="choose"><label>from <select id="diff-from"></select></label><label>to <select id="diff-to"></select></label></div>
<pre id="diff" tabindex="0" aria-label="Difference of the two specs"></pre>
</section>
<footer><p class="note">Made by <code>ganx</code>.</p></footer>
</main>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A column for each key that differs, in place of one long label. */
function withSettings(
  { columns: [label, ...columns], rows }: Table,
  { groups, settings }: ReportData,
): Table {
  if (settings.length === 0) return { columns: [label!, ...columns], rows };
  const keys = settings.map((key) => ({ title: key, name: key, numeric: false }));
  return {
    columns: [...keys, ...columns],
    rows: rows.map(([, ...row], index) => [...groups[index]!.settings, ...row]),
  };
}

function samplesSection(iterations: number, kinds: number): string {
  if (iterations === 0)
    return '<p class="soft">None of these runs drew any; the callback <code>sample-grid</code> does.</p>';
  const latents =
    kinds === 1
      ? 'All runs were given the same latents, so the same place in two grids shows the same latent.'
      : `The latents differ between some runs (by seed, latent or size of the grid): the same place in two grids shows the same latent only where the captions name the same latents, 1 to ${kinds}.`;
  return `<p>${latents}</p>
<div class="slide"><label for="iteration">Iteration</label><input type="range" id="iteration" min="0" max="0" step="1"><output id="iteration-shown" for="iteration"></output></div>
<div id="grids"></div>`;
}

function list(notices: readonly { readonly code: string; readonly message: string }[]): string {
  if (notices.length === 0) return '';
  const items = notices.map(
    ({ code, message }) => `<li>${escapeHtml(message)} <code>${escapeHtml(code)}</code></li>`,
  );
  return `<ul class="notices" aria-label="Notices">${items.join('')}</ul>`;
}

function tableHtml({ columns, rows }: Table, label: string): string {
  const kind = (index: number) => (columns[index]!.numeric ? ' class="number"' : '');
  const head = columns.map(
    ({ title, name }, index) =>
      `<th scope="col"${kind(index)} title="${escapeHtml(name)}">${escapeHtml(title)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const text = escapeHtml(cellText(cell));
      return index === 0 ? `<th scope="row">${text}</th>` : `<td${kind(index)}>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
