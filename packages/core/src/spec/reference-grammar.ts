/**
 * `${...}` inside a value:
 *
 *   ${a.b}               the value at a.b of this spec
 *   ${env:NAME}          an environment variable
 *   ${env:NAME,default}  the same, or the default where it is not set
 *   $${                  the two characters "${"
 *
 * References nest: `${env:DATA,${env:HOME}/data}`.
 */
export type Part = string | Reference;

export interface Reference {
  readonly is: 'env' | 'path';
  /** Name of the variable, or dotted path. */
  readonly name: readonly Part[];
  readonly fallback?: readonly Part[];
  /** As written, with its braces. */
  readonly text: string;
}

/** Thrown for text that is no reference; `text` is the part to point at. */
export class ReferenceSyntaxError extends Error {
  constructor(
    message: string,
    readonly text: string,
  ) {
    super(message);
  }
}

export const mayRefer = (text: string): boolean => text.includes('${');

/** Makes text that reads back as itself. */
export const escapeReferences = (text: string): string => text.replaceAll('${', () => '$${');

export function parseReferences(text: string): readonly Part[] {
  return new Reader(text).parts(undefined);
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  /** Reads up to the end, or up to `}` (and `,` where asked for) when inside a reference. */
  parts(inside: { readonly comma: boolean } | undefined): Part[] {
    const parts: Part[] = [];
    let literal = '';
    let depth = 0;
    while (this.#at < this.text.length) {
      const rest = this.text.slice(this.#at, this.#at + 3);
      if (rest === '$${') {
        literal += '${';
        this.#at += 3;
        continue;
      }
      if (rest.startsWith('${')) {
        if (literal !== '') parts.push(literal);
        literal = '';
        parts.push(this.#reference());
        continue;
      }
      const char = rest[0]!;
      if (inside && depth === 0 && (char === '}' || (char === ',' && inside.comma))) break;
      if (char === '{') depth++;
      if (char === '}') depth--;
      literal += char;
      this.#at++;
    }
    if (literal !== '') parts.push(literal);
    return parts;
  }

  #reference(): Reference {
    const start = this.#at;
    this.#at += 2;
    const isEnv = this.text.startsWith('env:', this.#at);
    if (isEnv) this.#at += 4;
    const name = this.parts({ comma: isEnv });
    let fallback: Part[] | undefined;
    if (this.text[this.#at] === ',') {
      this.#at++;
      fallback = this.parts({ comma: false });
    }
    if (this.text[this.#at] !== '}')
      throw new ReferenceSyntaxError(
        'The reference is not closed: a "}" is missing. For the plain text "${" write "$${".',
        this.text.slice(start),
      );
    this.#at++;
    const text = this.text.slice(start, this.#at);
    this.#judge(isEnv, name, text);
    return { is: isEnv ? 'env' : 'path', name, text, ...(fallback ? { fallback } : {}) };
  }

  #judge(isEnv: boolean, name: readonly Part[], text: string): void {
    const [first] = name;
    if (first === undefined || (typeof first === 'string' && first.trim() === '')) {
      throw new ReferenceSyntaxError(
        'The reference names nothing. Write ${a.b} for a value of this spec or ${env:NAME} for an environment variable.',
        text,
      );
    }
    const resolver = !isEnv && typeof first === 'string' ? /^([\w.]+):/.exec(first) : null;
    if (resolver) {
      throw new ReferenceSyntaxError(
        `There is no resolver "${resolver[1]}"; ganx has \${env:NAME,default} and \${a.b}.`,
        text,
      );
    }
    if (!isEnv && typeof first === 'string' && first.startsWith('.')) {
      throw new ReferenceSyntaxError(
        'References are written from the top of the spec, without a leading dot.',
        text,
      );
    }
  }
}
