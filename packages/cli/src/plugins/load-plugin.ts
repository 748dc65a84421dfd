import { type PluginError, placeInStack, shownPath, showPlace } from '@ganx/core';
import { examinePlugin, type Plugin } from '@ganx/core/plugin';
import { messageOf } from '../errors/error-facts.js';
import { importPlugin } from './import-plugin.js';
import type { LocatedPlugin } from './locate.js';
import type { ModuleGraph } from './module-graph.js';
import { pluginFailure } from './plugin-failure.js';
import type { ReadPlugin } from './read-plugin.js';
import { TypeScriptError, transpile } from './transpile.js';

/** Runs a plugin that was read and gives its value; throws all that is wrong with it. */
export async function loadPlugin({ located, graph }: ReadPlugin): Promise<Plugin> {
  const { reference, entry } = located;
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await importPlugin(entry, graph);
  } catch (cause) {
    throw await importFailure(located, graph, cause);
  }
  const plugin = module.default ?? module.plugin;
  if (plugin === undefined) {
    const exported = Object.keys(module).join(', ') || 'nothing';
    const detail = `it exports no plugin. Write \`export default definePlugin({ meta, components })\`; it exports ${exported}.`;
    throw pluginFailure('GANX_PLUGIN_EXPORT', reference, detail, { path: entry });
  }
  const faults = examinePlugin(plugin);
  if (faults.length > 0) {
    throw new PluginFaults(
      faults.map(({ code, message }) => pluginFailure(code, reference, message, { path: entry })),
    );
  }
  return plugin as Plugin;
}

/** Everything that is wrong with one plugin. */
export class PluginFaults extends Error {
  constructor(readonly failures: readonly PluginError[]) {
    super(failures.map(({ message }) => message).join('\n'));
  }
}

async function importFailure(
  { reference, entry }: LocatedPlugin,
  graph: ModuleGraph,
  cause: unknown,
): Promise<PluginError> {
  const { code } = cause as NodeJS.ErrnoException;
  const said = messageOf(cause);
  const details = { path: entry, cause };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    const [, name] = /Cannot find package '([^']+)'/.exec(said) ?? [];
    const mend = name === undefined ? '' : ` Run \`npm install ${name}\` beside the plugin.`;
    return pluginFailure(
      'GANX_PLUGIN_IMPORT',
      reference,
      `an import leads nowhere: ${said}.${mend}`,
      details,
    );
  }
  if (cause instanceof SyntaxError) return syntaxFailure(reference, graph, cause);
  if (
    cause instanceof ReferenceError &&
    /^(module|exports|require|__dirname|__filename) is not defined/.test(said)
  ) {
    const detail = `it is CommonJS (${said}), but a local plugin is an ES module: use import and export.`;
    return pluginFailure('GANX_PLUGIN_SYNTAX', reference, detail, details);
  }
  const at = placeInStack(cause);
  const where = at === undefined ? '' : ` at ${showPlace(at)}`;
  const name = cause instanceof Error ? `${cause.name}: ` : '';
  return pluginFailure(
    'GANX_PLUGIN_THREW',
    reference,
    `it threw while it was loaded: ${name}${said}${where}`,
    details,
  );
}

async function syntaxFailure(
  reference: string,
  { modules }: ModuleGraph,
  cause: SyntaxError,
): Promise<PluginError> {
  const said = cause.message;
  const [, named] = /does not provide an export named '([^']+)'/.exec(said) ?? [];
  if (named !== undefined) {
    const detail = `${said}. If ${named} is a type, write \`import type\` or \`import { type ${named} }\`.`;
    return pluginFailure('GANX_PLUGIN_IMPORT', reference, detail, { cause });
  }
  for (const { file, code } of modules) {
    // Node does not say where; the TypeScript parser does, for JavaScript too.
    const error =
      code === undefined ? undefined : await transpile(file, code).catch((thrown: unknown) => thrown);
    if (!(error instanceof TypeScriptError)) continue;
    const detail = `${shownPath(file)}:${error.line}:${error.column} ${error.message}`;
    return pluginFailure('GANX_PLUGIN_SYNTAX', reference, detail, { path: file, cause });
  }
  return pluginFailure('GANX_PLUGIN_SYNTAX', reference, `${said}.`, { cause });
}
