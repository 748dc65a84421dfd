import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { compareRuns, readRun, reportHtml } from '@ganx/core/compare';
import { expect, test } from 'vitest';
import {
  type MadeRun,
  makeRun,
  runsFolder,
} from '../../packages/core/src/compare/testing/run-folder.fixture.js';

async function report(points: number, iterations: number, ...all: readonly MadeRun[]): Promise<string> {
  const folder = runsFolder();
  const runs = all.map((options) => {
    const made = makeRun(folder, { verdict: 'budget', ...options });
    const lines = Array.from({ length: iterations }, (_, i) =>
      JSON.stringify({
        iteration: i + 1,
        'loss/discriminator': Math.sin(i),
        'loss/generator': Math.cos(i),
        'opinion/real': 0.5,
      }),
    );
    appendFileSync(join(made.folder, 'metrics.jsonl'), `${lines.join('\n')}\n`);
    return made;
  });
  return reportHtml(compareRuns(await Promise.all(runs.map((run) => readRun(run, points)))));
}

test('text from runs never becomes part of the page', async () => {
  const evil = '</script><script>window.pwned = 1</script><!--';
  const html = await report(
    100,
    3,
    { name: '<img src=x onerror=alert(1)>', spec: { note: evil }, fid: [1] },
    { name: `a"b'&`, fid: [2] },
  );
  expect(html).not.toContain(evil);
  expect(html).not.toContain('<img src=x');
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
  expect(JSON.parse(data).runs[0].spec).toContain(evil);
});

test('the page asks for nothing, its policy allows nothing but its own script and style, and the script parses', async () => {
  const html = await report(100, 3, { fid: [1, 2] });
  expect(html).toMatch(
    /Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/,
  );
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
    /https?:|src="(?!data:)|url\(|@import/,
  );
  expect(html).not.toMatch(/ style="| on[a-z]+="/);
  expect(() => new Script(/<script>(.*)<\/script>/s.exec(html)![1]!)).not.toThrow();
});

test('equal runs give equal bytes', async () => {
  const runs = [makeRun(runsFolder(), { fid: [3, 1], verdict: 'budget' })];
  const make = async () => reportHtml(compareRuns(await Promise.all(runs.map((run) => readRun(run, 100)))));
  expect(await make()).toBe(await make());
});

test('the size of fifty long runs stays that of a picture', async () => {
  const { pointsPerCurve } = await import('@ganx/core/compare');
  const runs = Array.from(
    { length: 50 },
    (_, i): MadeRun => ({ seed: i % 5, spec: { k: Math.floor(i / 5) }, fid: [i] }),
  );
  const html = await report(pointsPerCurve(50), 5000, ...runs);
  expect(html.length).toBeLessThan(3e6);
});
