import type { TransformOutput } from '@swc/wasm-typescript';

/** TypeScript whose types cannot be taken out, or that is none. Positions count from 1. */
export class TypeScriptError extends Error {
  override readonly name = 'TypeScriptError';
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: number,
    message: string,
  ) {
    super(message);
  }
}

interface Rejection {
  readonly code?: string;
  readonly message?: string;
  readonly startLine?: number;
  readonly startColumn?: number;
}

/**
 * TypeScript to JavaScript, types unchecked. Types are overwritten by blanks, so that every line and column of a stack trace is
 * that of the source; where the source has enums or other syntax that makes code, it is transformed and a source map says what
 * was where.
 */
export async function transpile(
  file: string,
  source: string,
): Promise<{ readonly code: string; readonly mapped: boolean }> {
  const { transformSync } = await loadSwc();
  try {
    return {
      code: transformSync(source, { filename: file, mode: 'strip-only', module: true }).code,
      mapped: false,
    };
  } catch (error) {
    if ((error as Rejection).code !== 'UnsupportedSyntax') throw located(file, error as Rejection);
  }
  try {
    return {
      code: withMap(
        file,
        source,
        transformSync(source, { filename: file, mode: 'transform', module: true, sourceMap: true }),
      ),
      mapped: true,
    };
  } catch (error) {
    throw located(file, error as Rejection);
  }
}

async function loadSwc(): Promise<typeof import('@swc/wasm-typescript')> {
  const loaded = (await import('@swc/wasm-typescript')) as typeof import('@swc/wasm-typescript') & {
    default?: typeof import('@swc/wasm-typescript');
  };
  return loaded.default ?? loaded;
}

function withMap(file: string, source: string, { code, map }: TransformOutput): string {
  const full = { ...(JSON.parse(map ?? '{}') as object), sources: [file], sourcesContent: [source] };
  const encoded = Buffer.from(JSON.stringify(full)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
}

function located(file: string, { message, startLine, startColumn }: Rejection): Error {
  if (message === undefined) return new Error(`${file} cannot be read as TypeScript`);
  return new TypeScriptError(file, startLine ?? 1, (startColumn ?? 0) + 1, firstSentence(message));
}

/** Without the list of all tokens that could have stood there. */
const firstSentence = (message: string): string => `${message.split(/\.\s|\n/, 1)[0]!.replace(/\.$/, '')}.`;
