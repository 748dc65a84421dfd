import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is wrong around ganx, in words of its own; nothing that could be mended in ganx or in a plugin. */
export interface Surroundings {
  readonly code: 'GANX_OPEN_FILES' | 'GANX_INSTALLATION';
  readonly message: string;
}

/** Where the installed package and those that came with it are. */
const packagesFolder = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Whether an error comes from too few file descriptors or from an installation with files missing. Such errors come from
 * anywhere, also where the ones that explain other errors are loaded: this file imports nothing but Node.
 */
export function surroundingsOf(error: unknown): Surroundings | undefined {
  const { code, url, message } = (error ?? {}) as NodeJS.ErrnoException & { readonly url?: string };
  if (code === 'EMFILE' || code === 'ENFILE') {
    return {
      code: 'GANX_OPEN_FILES',
      message: `Too many files are open (${message}). Allow more, as \`ulimit -n 4096\` does in a shell, and run the same command again.`,
    };
  }
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  const asking = /imported from (.*)$/m.exec(message)?.[1] ?? '';
  if (![asking, url ?? ''].some(isOfGanx)) return undefined;
  return {
    code: 'GANX_INSTALLATION',
    message: `A file of the installation is missing (${message}). Install ganx again; in a clone, that is \`npm ci\` and \`npm run build\`.`,
  };
}

/** Of ganx or of what it is made of; a user's plugin may lack a file as well. */
function isOfGanx(place: string): boolean {
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  return (
    path.startsWith(packagesFolder) || /[\\/]node_modules[\\/](@ganx|@oclif|effect|yaml)[\\/]/.test(path)
  );
}

/**
 * The end when the report of an error fails itself: one sentence, written without anything that could be missing, and exit
 * code 4. Whatever fails here is left unsaid; the process ends.
 */
export function endWith(error: unknown, first: unknown = error): never {
  try {
    const surroundings = surroundingsOf(error);
    const lines = [
      surroundings
        ? `error ${surroundings.code} ${surroundings.message}`
        : `error GANX_DEFECT ${wordsOf(error)}`,
    ];
    if (first !== error && !surroundingsOf(first))
      lines.push(`  while this was to be reported: ${wordsOf(first)}`);
    writeSync(2, `${lines.join('\n')}\n`);
  } finally {
    process.exit(4);
  }
}

function wordsOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'something that cannot be shown as text';
  }
}
