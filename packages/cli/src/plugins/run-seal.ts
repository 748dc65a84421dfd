import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PluginOrigin, PluginRecord } from '@ganx/core/plugin';

type Named = Pick<PluginOrigin | PluginRecord, 'reference' | 'sha256'>;

/**
 * Says that a run with exactly these plugins was begun by this user, whose spec listed them: a code over their references and hashes
 * by a key that lies in the user's own settings, not in the run. Whoever writes a run's folder without the key cannot make
 * one, so a folder that was tampered with, or made elsewhere, is known before any plugin of it runs.
 * Undefined where there is nothing to seal, or nowhere to keep a key.
 */
export function sealPlugins(plugins: readonly Named[]): string | undefined {
  const listed = plugins.filter(({ reference }) => reference !== undefined);
  if (listed.length === 0) return undefined;
  const key = readKey() ?? makeKey();
  return key && codeOf(listed, key);
}

/** Whether the seal of a run fits the plugins that its manifest records. */
export function isSealed(plugins: readonly Named[], seal: string | undefined): boolean {
  const key = readKey();
  if (key === undefined || seal === undefined) return false;
  const [right, given] = [codeOf(plugins, key), seal].map((text) => Buffer.from(text, 'utf8'));
  return right!.length === given!.length && timingSafeEqual(right!, given!);
}

function codeOf(plugins: readonly Named[], key: string): string {
  const lines = plugins.flatMap(({ reference, sha256 }) =>
    reference === undefined ? [] : [JSON.stringify([reference, sha256])],
  );
  return createHmac('sha256', key).update(lines.sort().join('\n')).digest('hex');
}

function settingsFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  const base = process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME;
  return join(base || join(homedir(), '.config'), 'ganx');
}

const keyFile = (): string => join(settingsFolder(), 'run-key');

function readKey(): string | undefined {
  try {
    return readFileSync(keyFile(), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

function makeKey(): string | undefined {
  try {
    mkdirSync(settingsFolder(), { recursive: true });
    writeFileSync(keyFile(), `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch {
    // Another run may have made it meanwhile; a home that cannot be written has none.
  }
  return readKey();
}
