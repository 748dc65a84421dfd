import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PluginError } from '@ganx/core';
import type { Plugin } from '@ganx/core/plugin';
import { messageOf } from '../errors/error-facts.js';

/** The spec pipeline finds the entry of `plugins:` by the path of an error with this code. */
const notFound = 'GANX_PLUGIN_NOT_FOUND';

/** Imports a plugin by package name or by path (`./my-loss.mjs`), both as seen from the spec's folder. */
export async function loadPlugin(reference: string, directory: string): Promise<Plugin> {
  const file = locate(reference, directory);
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    throw failure('GANX_PLUGIN_IMPORT', reference, `it cannot be imported: ${messageOf(cause)}`, file, cause);
  }
  const plugin = module.default ?? module.plugin;
  if (!isPlugin(plugin)) {
    const exported = Object.keys(module).join(', ') || 'nothing';
    throw failure(
      'GANX_PLUGIN_INVALID',
      reference,
      `its default export is not a plugin; expected definePlugin({ meta, components }), found exports: ${exported}`,
      file,
    );
  }
  return plugin;
}

function locate(reference: string, directory: string): string {
  if (isAbsolute(reference) || /^\.{1,2}\//.test(reference)) {
    const file = resolve(directory, reference);
    if (!existsSync(file)) {
      throw failure(
        notFound,
        reference,
        'there is no such file; paths start at the folder of the spec',
        reference,
      );
    }
    if (['.js', '.mjs'].includes(extname(file))) return file;
    throw failure('GANX_PLUGIN_IMPORT', reference, 'a local plugin is a .js or .mjs file', file);
  }
  try {
    return createRequire(join(directory, '_')).resolve(reference);
  } catch (cause) {
    const meant = existsSync(resolve(directory, reference)) ? ` Is the file ./${reference} meant?` : '';
    const mend = `it is not installed where the spec can see it; run \`npm install ${reference}\` in ${directory}.${meant}`;
    throw failure(notFound, reference, mend, reference, cause);
  }
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== 'object' || value === null) return false;
  const { meta, components } = value as Partial<Plugin>;
  return typeof meta?.name === 'string' && Array.isArray(components);
}

function failure(
  code: string,
  reference: string,
  detail: string,
  path: string,
  cause?: unknown,
): PluginError {
  return new PluginError(code, `The plugin "${reference}" cannot be used: ${detail}`, {
    place: { path },
    cause,
  });
}
