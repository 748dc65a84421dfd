import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../plugin/json.js';
import { isHeld } from '../spec/plain-scalar.js';

/**
 * The language of `when:` and `constraints:`. It reads values by their path and computes; nothing else.
 *
 *   or, and, not   == != < <= > >= in   + -   * / %   unary -   ( )
 *   numbers, 'text', "text", true, false, null, [a, b], dotted.paths
 *
 * A path that is switched off has no value, and neither has anything that is computed from it, except where `and` or
 * `or` is decided by its other side.
 */
export interface Expression {
  readonly text: string;
  /** Paths that it reads, each with where it stands in the text. */
  readonly paths: readonly { readonly path: string; readonly offset: number }[];
  evaluate(read: Read): Value;
}

export type Value = Json | undefined;
export type Read = (path: string) => Value;

/** Thrown by `parseExpression` and by `evaluate`; the offset counts in UTF-16 units. */
export class ExpressionError extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

type Node = (read: Read) => Value;

interface Token {
  readonly kind: 'number' | 'text' | 'path' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

const pattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<text>'[^']*'|"[^"]*")|(?<path>[A-Za-z_]\w*(?:\.\w+)*)|(?<sign>==|!=|<=|>=|[<>+\-*/%()[\],]))/y;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    const start = at + text.slice(at).search(/\S/);
    if (!groups) {
      const hint = {
        '=': ' Write == to compare.',
        '&': ' Write and.',
        '|': ' Write or.',
        '!': ' Write not.',
      };
      const sign = text[start]!;
      throw new ExpressionError(
        start,
        `${JSON.stringify(sign)} has no meaning here.${hint[sign as keyof typeof hint] ?? ''}`,
      );
    }
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined)!;
    tokens.push({ kind: kind as Token['kind'], text: found!, offset: start });
    at = pattern.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', offset: text.length }];
}

export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  const root = parser.whole();
  return { text, paths: parser.paths, evaluate: root };
}

/** Whether a condition holds; undefined where it reads what is switched off. One that is a number or text is a mistake. */
export function decide(expression: Expression, read: Read): boolean | undefined {
  const value = expression.evaluate(read);
  return value === undefined ? undefined : truth(value);
}

const words = ['or', 'and', 'not', 'in', 'true', 'false', 'null'];

class Parser {
  readonly paths: { path: string; offset: number }[] = [];
  #at = 0;
  #depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.#or();
    if (this.#next.kind !== 'end') throw this.#unexpected('the end');
    return node;
  }

  get #next(): Token {
    return this.tokens[this.#at]!;
  }

  #take(...texts: readonly string[]): Token | undefined {
    const token = this.#next;
    if ((token.kind !== 'sign' && token.kind !== 'path') || !texts.includes(token.text)) return undefined;
    this.#at++;
    return token;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected(`"${text}"`);
  }

  #unexpected(wanted: string): ExpressionError {
    const { kind, text, offset } = this.#next;
    return new ExpressionError(
      offset,
      `Expected ${wanted}, found ${kind === 'end' ? 'the end' : JSON.stringify(text)}.`,
    );
  }

  #or(): Node {
    let left = this.#and();
    while (this.#take('or')) left = either(left, this.#and(), true);
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.#take('and')) left = either(left, this.#not(), false);
    return left;
  }

  #not(): Node {
    const token = this.#take('not');
    if (!token) return this.#comparison();
    const inner = this.#nested(() => this.#not());
    return (read) => {
      const value = inner(read);
      return value === undefined ? undefined : !truth(value, token);
    };
  }

  #comparison(): Node {
    const left = this.#sum();
    const sign = this.#take('==', '!=', '<', '<=', '>', '>=', 'in');
    if (!sign) return left;
    const right = this.#sum();
    return known(left, right, (a, b) => compare(a, b, sign));
  }

  #sum(): Node {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-'))
      left = arithmetic(left, this.#product(), sign);
    return left;
  }

  #product(): Node {
    let left = this.#unary();
    for (let sign = this.#take('*', '/', '%'); sign; sign = this.#take('*', '/', '%'))
      left = arithmetic(left, this.#unary(), sign);
    return left;
  }

  #unary(): Node {
    const sign = this.#take('-');
    if (!sign) return this.#primary();
    const inner = this.#nested(() => this.#unary());
    return arithmetic(() => 0, inner, sign);
  }

  #primary(): Node {
    const token = this.#next;
    if (this.#take('(')) {
      const inner = this.#nested(() => this.#or());
      this.#expect(')');
      return inner;
    }
    if (this.#take('[')) return this.#list();
    this.#at++;
    if (token.kind === 'number') {
      const value = Number(token.text);
      if (!isHeld(token.text, value))
        throw new ExpressionError(token.offset, `No 64-bit number is ${token.text}; it would be ${value}.`);
      return () => value;
    }
    if (token.kind === 'text') return () => token.text.slice(1, -1);
    if (token.kind === 'path') {
      if (token.text === 'true' || token.text === 'false') return () => token.text === 'true';
      if (token.text === 'null') return () => null;
      if (!words.includes(token.text)) {
        this.paths.push({ path: token.text, offset: token.offset });
        return (read) => read(token.text);
      }
    }
    this.#at--;
    throw this.#unexpected('a value or a path');
  }

  #list(): Node {
    const items: Node[] = [];
    while (!this.#take(']')) {
      if (items.length > 0) this.#expect(',');
      items.push(this.#nested(() => this.#or()));
    }
    return (read) => {
      const values = items.map((item) => item(read));
      return values.includes(undefined) ? undefined : (values as Json[]);
    };
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > 100) throw new ExpressionError(this.#next.offset, 'Nested too deeply.');
    const node = parse();
    this.#depth--;
    return node;
  }
}

const known =
  (left: Node, right: Node, compute: (a: Json, b: Json) => Json): Node =>
  (read) => {
    const [a, b] = [left(read), right(read)];
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };

/** `or` is decided by a true side, `and` by a false one, whatever the other side is. */
const either =
  (left: Node, right: Node, decisive: boolean): Node =>
  (read) => {
    const a = left(read);
    if (a === decisive) return decisive;
    const b = right(read);
    if (b === decisive) return decisive;
    return a === undefined || b === undefined ? undefined : truth(a) && truth(b);
  };

function truth(value: Json, { offset }: { offset: number } = { offset: 0 }): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(offset, `A condition must be true or false, but is ${JSON.stringify(value)}.`);
}

function compare(a: Json, b: Json, { text, offset }: Token): boolean {
  if (text === '==') return isDeepStrictEqual(a, b);
  if (text === '!=') return !isDeepStrictEqual(a, b);
  if (text === 'in') {
    if (!Array.isArray(b)) throw new ExpressionError(offset, '"in" takes a list on its right: x in [1, 2].');
    return b.some((item) => isDeepStrictEqual(a, item));
  }
  const [x, y] = numbers(a, b, { text, offset });
  return text === '<' ? x < y : text === '<=' ? x <= y : text === '>' ? x > y : x >= y;
}

const arithmetic = (left: Node, right: Node, sign: Token): Node =>
  known(left, right, (a, b) => {
    const [x, y] = numbers(a, b, sign);
    if (sign.text === '+') return x + y;
    if (sign.text === '-') return x - y;
    if (sign.text === '*') return x * y;
    return sign.text === '/' ? x / y : x % y;
  });

function numbers(a: Json, b: Json, { text, offset }: Pick<Token, 'text' | 'offset'>): [number, number] {
  if (typeof a === 'number' && typeof b === 'number') return [a, b];
  const other = typeof a === 'number' ? b : a;
  throw new ExpressionError(offset, `"${text}" takes numbers, but one side is ${JSON.stringify(other)}.`);
}
