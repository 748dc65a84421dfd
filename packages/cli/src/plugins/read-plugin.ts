import { shownPath } from '@ganx/core';
import type { PluginOrigin } from '@ganx/core/plugin';
import type { ListedPlugin } from '@ganx/core/spec';
import { messageOf } from '../errors/error-facts.js';
import { fingerprint } from './fingerprint.js';
import { type LocatedPlugin, locatePlugin } from './locate.js';
import { isTypeScript, MissingImport, type ModuleGraph, readModules } from './module-graph.js';
import { pluginFailure } from './plugin-failure.js';
import { TypeScriptError } from './transpile.js';

/** A listed plugin, found and read. None of its code has run. */
export interface ReadPlugin {
  readonly located: LocatedPlugin;
  readonly graph: ModuleGraph;
  readonly origin: PluginOrigin;
}

/** Finds and reads a listed plugin; throws a coded error that says why it cannot. */
export async function readPlugin(listed: ListedPlugin, directory: string): Promise<ReadPlugin> {
  const located = locatePlugin(listed, directory);
  const { from, entry } = located;
  const graph = await readGraph(located, from === 'file' || isTypeScript(entry));
  return { located, graph, origin: fingerprint(located, graph) };
}

async function readGraph({ reference, entry }: LocatedPlugin, needed: boolean): Promise<ModuleGraph> {
  if (!needed) return { modules: [], mapped: false };
  try {
    return await readModules(entry);
  } catch (cause) {
    if (cause instanceof TypeScriptError || cause instanceof MissingImport) {
      const { file, line, column } = cause;
      const code = cause instanceof MissingImport ? 'GANX_PLUGIN_IMPORT' : 'GANX_PLUGIN_SYNTAX';
      const detail = `${shownPath(file)}:${line}:${column} ${cause.message}`;
      throw pluginFailure(code, reference, detail, { path: file, cause });
    }
    throw pluginFailure('GANX_PLUGIN_IMPORT', reference, `it cannot be read: ${messageOf(cause)}`, {
      path: entry,
      cause,
    });
  }
}
