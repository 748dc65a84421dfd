import { CST, Lexer } from 'yaml';
import { commandLine, type Place, problemAt } from './place.js';
import { resolvePlain } from './plain-scalar.js';
import type { SpecProblem } from './problem.js';
import type { MapNode, TreeNode } from './tree.js';
import { parseYaml } from './yaml.js';

/**
 * The value of an override. Nothing that was typed is dropped:
 *
 *   [1, 2]  {a: 1}  "text"  'text'   YAML's flow forms, to their end
 *   anything else                    null, true, false or a number, or else the text as it was typed
 *
 * So `note=see issue #3`, `note=R&D`, `note=*` and `note=a: b` are text. In YAML they are cut off at the `#`, or are an
 * anchor, an alias and a map.
 */
export function parseOverrideValue(text: string, placeAt: (offset: number) => Place): TreeNode | SpecProblem {
  const place = placeAt(0);
  if (!/^\s*[[{"']/.test(text)) {
    const value = resolvePlain(text.trim());
    return { kind: 'scalar', value: typeof value === 'string' ? text : value, place, text };
  }
  const refuse = (offset: number, message: string) =>
    problemAt(placeAt(offset), 'GANX_SPEC_OVERRIDE', '', message);
  const stray = findStray(text);
  if (stray) return refuse(stray.offset, stray.message);
  const { tree, problems } = parseYaml({ file: commandLine, text }, { placeAt, keepText: true });
  const fault = problems[0];
  if (fault) {
    const hint =
      fault.code === 'GANX_SPEC_SYNTAX'
        ? ' The value of an override is YAML; text with special characters needs quotes that the shell leaves: \'key="a: b"\'.'
        : '';
    return { ...fault, code: 'GANX_SPEC_OVERRIDE', path: '', message: fault.message + hint };
  }
  const valueless = tree && findValueless(tree);
  if (valueless === undefined) return tree!;
  const glued = /^[\w-]+:./.test(valueless);
  return refuse(
    0,
    glued
      ? `In YAML a space follows the colon: {${valueless.replace(':', ': ')}}.`
      : `The key "${valueless}" has no value. Write {${valueless}: ...}; null takes a key away.`,
  );
}

const strays: Readonly<Record<string, string>> = {
  comment: 'What follows " #" is a comment in YAML and would be lost. Put the text in quotes, or delete it.',
  anchor: 'A word that begins with "&" names an anchor in YAML and would be lost. Put it in quotes.',
  alias:
    'A word that begins with "*" is an alias in YAML, and here is nothing that it could mean. Put it in quotes.',
  tag: 'A word that begins with "!" is a tag in YAML and would be lost. Put it in quotes.',
  'doc-end': 'YAML ends at "...", and what follows would be lost. Delete it.',
  'doc-start': 'An override is one value; "---" begins a second one. Delete it.',
};

/** The first part of a flow value that YAML would take for something beside the value. */
function findStray(text: string): { readonly offset: number; readonly message: string } | undefined {
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    const type = isScalar ? 'scalar' : CST.tokenType(lexeme);
    // A mark without width says that the next lexeme is a plain word, or that a document begins.
    isScalar = lexeme === CST.SCALAR;
    if (isScalar || lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END) continue;
    if (type !== null && type in strays) return { offset, message: strays[type]! };
    offset += lexeme.length;
  }
  return undefined;
}

/** `{a}` and `{a:1}` are keys without a value in YAML, and would count as not written. */
function findValueless(node: TreeNode): string | undefined {
  if (node.kind === 'list') return node.items.map(findValueless).find((key) => key !== undefined);
  return node.kind === 'map' ? valuelessIn(node) : undefined;
}

function valuelessIn({ entries }: MapNode): string | undefined {
  for (const [key, { node }] of entries) {
    // A null that was written has a text.
    if (node.kind === 'scalar' && node.value === null && !node.text) return key;
    const inner = findValueless(node);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
