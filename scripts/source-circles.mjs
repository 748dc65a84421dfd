// No circle among source files, types included: `depcruise` sees only what is left when types are erased, and a circle of
// types is a circle of ideas all the same. Prints each circle and fails.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files that a source file imports or exports from, by relative path; comments are no imports. */
export function importsOf(text, file) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const imports = code.matchAll(
    /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*'(\.[^']+)'|^\s*import\s*'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'/gm,
  );
  return [...imports].map(([, from, bare, lazy]) =>
    join(dirname(file), (from ?? bare ?? lazy).replace(/\.js$/, '.ts')),
  );
}

/** Groups of files in which each reaches each other, by Tarjan's algorithm. */
export function circlesOf(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const circles = [];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const next of graph.get(file)) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) {
        visit(next);
        low.set(file, Math.min(low.get(file), low.get(next)));
      } else if (stack.includes(next)) low.set(file, Math.min(low.get(file), index.get(next)));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || graph.get(file).includes(file)) circles.push(circle.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return circles;
}

function sources() {
  const graph = new Map();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.ts') || /\.(test|fixture)\.ts$/.test(entry)) continue;
      const file = join(folder, entry);
      graph.set(file, importsOf(readFileSync(file, 'utf8'), file));
    }
  }
  return graph;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const graph = sources();
  const circles = circlesOf(graph);
  for (const circle of circles) {
    console.error(`A circle of ${circle.length} source files, types included:`);
    for (const file of circle) {
      const within = graph.get(file).filter((next) => circle.includes(next));
      console.error(`  ${relative(root, file)} -> ${within.map((next) => relative(root, next)).join(', ')}`);
    }
  }
  if (circles.length > 0) process.exit(1);
  console.log(`No circle among ${graph.size} source files, types included.`);
}
