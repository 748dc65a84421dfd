/**
 * Hooks for Node's module loader, which run on a thread of their own: they give the code of plugin files that were read before,
 * lead their relative imports to the files that were found, and let a plugin share this program's own ganx and TensorFlow.js.
 */

/** What the hooks know; plain data, since it goes from thread to thread. */
export interface HookData {
  /** Code by the URL of its file. */
  readonly code: Readonly<Record<string, string>>;
  /** Where imports lead: by the URL of the importing file, then by what is written. */
  readonly links: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The URL from which shared packages are resolved. */
  readonly host: string;
}

type Next<C> = (specifier: string, context: C) => Promise<unknown>;
interface ResolveContext {
  readonly parentURL?: string;
}

/** Packages of which there must be one only: a second copy would know other classes and other tensors. */
export const shared = /^(@ganx\/(core|plugins)|@tensorflow\/tfjs-(core|layers))(\/|$)/;

const code = new Map<string, string>();
const links = new Map<string, Readonly<Record<string, string>>>();
let host = '';

/** Called once for every plugin, before it is imported. */
export function initialize(data: HookData): void {
  for (const [url, text] of Object.entries(data.code)) code.set(url, text);
  for (const [url, map] of Object.entries(data.links)) links.set(url, map);
  host = data.host;
}

export function resolve(
  specifier: string,
  context: ResolveContext,
  next: Next<ResolveContext>,
): Promise<unknown> | object {
  const url = links.get(context.parentURL ?? '')?.[specifier];
  if (url !== undefined && code.has(url)) return { url, format: 'module', shortCircuit: true };
  if (shared.test(specifier)) return next(specifier, { ...context, parentURL: host });
  return next(specifier, context);
}

export function load(url: string, context: object, next: Next<object>): Promise<unknown> | object {
  const source = code.get(url);
  return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
}
