import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { linkScript } from './link-script.js';

const link = (files: Readonly<Record<string, string>>) =>
  linkScript(new URL('file:///a.js'), (url) => files[url.pathname] ?? `throw new Error('${url.pathname}');`);

test('modules become one script in which each keeps its own names and runs once', () => {
  const script = link({
    '/a.js':
      "import { b, c as other } from './b.js';\nimport { d } from './d.js';\nconst hidden = 1;\nresult.push(b + other + d() + hidden);\n",
    '/b.js':
      "import { d } from './d.js';\nconst hidden = 10;\nexport const b = hidden;\nexport const c = d();\n//# sourceMappingURL=b.js.map\n",
    '/d.js': "let calls = 0;\nresult.push('d');\nexport function d() {\n  return 100 * ++calls;\n}\n",
  });
  const result: unknown[] = [];
  runInNewContext(`'use strict';${script}`, { result });
  expect(result).toEqual(['d', 10 + 100 + 200 + 1]);
});

test('a form of import or export that it does not know is refused', () => {
  expect(() => link({ '/a.js': "import * as b from './b.js';\n" })).toThrow(
    'cannot be linked: import * as b',
  );
  expect(() => link({ '/a.js': 'export default 1;\n' })).toThrow('cannot be linked: export default 1');
  expect(() => link({ '/a.js': "import { a } from './a.js';\n" })).toThrow('in a circle');
});
