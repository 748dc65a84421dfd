/** The look of the page: light and dark by the reader's preference, one column on a phone, black on white on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1d21; --soft: #565c66; --paper: #fff; --panel: #f6f7f9; --rule: #d9dce2; --focus: #0b62d6;
  --lightness: 0.52; --s0: #0067b1; --s1: #c44e00; --s2: #00795a; --s3: #a3337f; --s4: #7a6300; --s5: #5a48b8; --s6: #b3123a; --s7: #3e4a57; --rest: #9aa1ab;
  --minus: #a3122b; --plus: #0a6b34; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaee; --soft: #a8afba; --paper: #14161a; --panel: #1d2026; --rule: #3a3f48; --focus: #7db4ff;
    --lightness: 0.76; --s0: #58b4f5; --s1: #f39a5b; --s2: #3ecfa3; --s3: #ec8fcb; --s4: #e0c43f; --s5: #ab9df5; --s6: #ff8096; --s7: #b9c4d0; --rest: #6b727d;
    --minus: #ff8c9d; --plus: #62d694; }
}
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --panel: #fff; --rule: #bbb; } .bar { position: static; } .readout, .toggle, .plain { display: none; } figure { break-inside: avoid; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 24px; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 36px 0 10px; }
p { margin: 0 0 10px; max-width: 76ch; }
.soft, .note, .hint { color: var(--soft); }
.note, .hint { font-size: 0.86rem; }
ul.notices { list-style: none; margin: 14px 0; padding: 0; font-size: 0.9rem; }
ul.notices li { border-left: 3px solid var(--s1); background: var(--panel); padding: 6px 10px; margin: 0 0 6px; overflow-wrap: anywhere; }
ul.notices code { color: var(--soft); font-size: 0.8rem; }
.bar { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--rule); padding: 8px 0; max-height: 60vh; overflow: auto; }
#legend { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; font-size: 0.88rem; }
.configurations { margin: 0; } .configurations[open] { flex-basis: 100%; } .configurations .scroll { max-height: 34vh; overflow: auto; } .configurations thead th { position: sticky; top: 0; z-index: 1; } .configurations :is(th, td) { padding: 1px 12px 1px 6px; min-width: 0; white-space: nowrap; } .configurations button { border: 0; min-height: 26px; padding: 2px 4px; }
.options { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 6px; font-size: 0.9rem; }
.options label { display: inline-flex; gap: 6px; align-items: center; min-height: 26px; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--rule); border-radius: 6px; padding: 3px 9px; min-height: 28px; cursor: pointer; text-align: left; max-width: 100%; overflow-wrap: anywhere; font-size: 0.88rem; }
button:hover { border-color: var(--soft); }
button.entry[aria-pressed="false"] { color: var(--soft); text-decoration: line-through; border-style: dashed; }
button.entry[aria-pressed="false"] .swatch { background: none; }
button.toggle { margin-left: auto; flex: none; min-height: 24px; padding: 0 8px; }
button.toggle[aria-pressed="true"] { background: var(--ink); color: var(--paper); border-color: var(--ink); }
button.plain { border-color: transparent; text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; border: 2px solid var(--c); background: var(--c); margin-right: 6px; vertical-align: -1px; flex: none; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 8px; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; min-width: 100%; }
th, td { padding: 5px 12px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; vertical-align: bottom; background: var(--panel); white-space: normal; min-width: 5.5em; }
tbody tr:last-child > * { border-bottom: 0; }
td.number, th.number { text-align: right; }
tbody th { background: var(--paper); font-weight: 400; min-width: 0; white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); gap: 18px 24px; margin-top: 14px; }
.chart { margin: 0; min-width: 0; }
.chart figcaption { display: flex; gap: 10px; align-items: flex-start; min-height: 30px; } .chart figcaption > span { min-width: 0; }
.chart figcaption strong { font-weight: 600; overflow-wrap: anywhere; }
.plot { width: 100%; }
svg { display: block; max-width: none; overflow: hidden; touch-action: pan-y; }
figcaption svg { display: inline-block; vertical-align: middle; }
.axes line { stroke: var(--rule); } .axes .base, .base { stroke: var(--soft); }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg text.title { fill: var(--ink); font-weight: 600; } svg text.mark { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; fill: var(--ink); }
svg text.empty { text-anchor: middle; }
.line { fill: none; stroke: var(--c); stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; } .line.faint { opacity: 0.28; stroke-width: 1; }
.line.behind { stroke-width: 1; opacity: 0.45; } .line.run.behind { stroke-width: 1; opacity: 0.5; }
.line.dashed, .key.dashed { stroke-dasharray: 5 3; } .key { stroke: var(--ink); stroke-width: 1.6; }
.band { fill: var(--c); opacity: 0.2; } .dot { fill: var(--c); stroke: var(--paper); } .cursor { stroke: var(--ink); stroke-dasharray: 2 3; }
.line.run { stroke-width: 2; opacity: 0.85; cursor: pointer; } .line.run:hover, .line.run:focus { stroke-width: 5; opacity: 1; outline: none; }
.readout { display: block; font-size: 0.82rem; min-height: 1.5em; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.chart .readout { position: relative; } .readout .at { font-weight: 600; }
.readout ul { position: absolute; z-index: 1; top: 100%; left: 0; right: 0; margin: 0; padding: 6px 10px; list-style: none; background: var(--paper); border: 1px solid var(--rule); border-radius: 6px; box-shadow: 0 4px 14px rgb(0 0 0 / 0.14); }
.readout li { display: flex; gap: 2px; align-items: baseline; } .readout li span:last-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .readout li b { flex: none; min-width: 4.6em; text-align: right; margin-right: 8px; }
details { margin-top: 18px; } summary { cursor: pointer; min-height: 28px; }
.slide { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin: 8px 0 14px; } .slide input { flex: 1 1 220px; max-width: 520px; accent-color: var(--focus); min-height: 28px; } .slide output { font-weight: 600; font-variant-numeric: tabular-nums; min-width: 9em; }
#grids { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(46%, 190px), 1fr)); gap: 14px; }
.grid { margin: 0; min-width: 0; } .grid img, .grid .none { display: block; width: 100%; border: 1px solid var(--rule); border-radius: 4px; background: #fff; } .grid .none { aspect-ratio: 1; display: grid; place-items: center; background: var(--panel); color: var(--soft); font-size: 0.86rem; padding: 8px; text-align: center; }
.more { margin-top: 12px; } .more[hidden] { display: none; }
.grid figcaption { font-size: 0.82rem; margin-top: 4px; overflow-wrap: break-word; }
select { font: inherit; font-size: 0.9rem; color: inherit; background: var(--paper); border: 1px solid var(--rule); border-radius: 6px; padding: 4px 6px; max-width: 100%; min-width: 0; min-height: 30px; }
.choose { display: flex; flex-wrap: wrap; gap: 8px 16px; margin-bottom: 10px; } .choose label { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; min-width: 0; max-width: 100%; font-size: 0.9rem; }
pre { margin: 0; padding: 10px 12px; font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-x: auto; background: var(--panel); border-radius: 8px; }
pre del, pre ins { text-decoration: none; } pre del { color: var(--minus); } pre ins { color: var(--plus); } pre .place { color: var(--soft); }
@media (max-width: 600px) { body { font-size: 14px; } main, header { padding: 0 12px; } header { padding-top: 16px; } .bar { position: static; max-height: none; } th, td { padding: 4px 8px; } }
`;
