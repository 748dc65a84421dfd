import { readFileSync } from 'node:fs';

/**
 * One script of an ES module and what it imports, for a page that may load nothing. It knows the forms that TypeScript writes
 * for code that exports by declaration and imports by name, and throws for any other, so nothing is left out silently.
 */
export function linkScript(
  entry: URL,
  read: (url: URL) => string = (url) => readFileSync(url, 'utf8'),
): string {
  const modules = new Map<string, string>();
  const nameOf = (url: URL) => `m${[...modules.keys()].indexOf(url.href)}`;
  const visiting = new Set<string>();
  const visit = (url: URL): void => {
    if (modules.has(url.href)) return;
    if (visiting.has(url.href)) throw new Error(`${url.pathname} imports itself in a circle.`);
    visiting.add(url.href);
    const exported: string[] = [];
    const text = read(url)
      .replace(/^import \{([^}]*)\} from '(\.[^']+)';$/gm, (_, names: string, from: string) => {
        const target = new URL(from, url);
        visit(target);
        return `const {${names.replaceAll(' as ', ': ')}} = ${nameOf(target)};`;
      })
      .replace(
        /^export ((?:async )?(?:function|const|class) (\w+))/gm,
        (_, declaration: string, name: string) => {
          exported.push(name);
          return declaration;
        },
      )
      .replace(/^export \{\s*\};\n?/gm, '')
      .replace(/^\/\/# sourceMappingURL=.*\n?/gm, '');
    const left = /^(?:import|export)\b.*/m.exec(text);
    if (left) throw new Error(`${url.pathname} has a line that cannot be linked: ${left[0]}`);
    modules.set(url.href, `(() => {\n${text}\nreturn { ${exported.join(', ')} };\n})()`);
  };
  visit(entry);
  return [...modules.values()].map((body, index) => `const m${index} = ${body};`).join('\n');
}
