import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Json, PluginOrigin, PluginRecord } from '@ganx/core/plugin';

type Named = Pick<PluginOrigin | PluginRecord, 'reference' | 'sha256'>;

/**
 * Says that a run with exactly these plugins was begun by this user, whose spec listed them: a code over their references and hashes
 * by a key that lies in the user's own settings, not in the run. Whoever writes a run's folder without the key cannot make
 * one, so a folder that was tampered with, or made elsewhere, is known before any plugin of it runs.
 * Undefined where there is nothing to seal, or nowhere to keep a key.
 */
export function sealPlugins(plugins: readonly Named[]): string | undefined {
  const listed = plugins.filter(({ reference }) => reference !== undefined);
  return listed.length === 0 ? undefined : seal(linesOf(listed));
}

/** Whether the seal of a run fits the plugins that its manifest records. */
export function isSealed(plugins: readonly Named[], given: string | undefined): boolean {
  return fits(linesOf(plugins), given);
}

/**
 * The same for how a sweep starts its trials: options of a launcher may hold lines for a shell. Undefined for a launcher without
 * options, which starts ganx and nothing else.
 */
export function sealLauncher(launcher: Readonly<Record<string, Json>>): string | undefined {
  return Object.keys(launcher).length > 1 ? seal(launcherLine(launcher)) : undefined;
}

export const isLauncherSealed = (
  launcher: Readonly<Record<string, Json>>,
  given: string | undefined,
): boolean => Object.keys(launcher).length === 1 || fits(launcherLine(launcher), given);

const linesOf = (plugins: readonly Named[]): string =>
  plugins
    .flatMap(({ reference, sha256 }) =>
      reference === undefined ? [] : [JSON.stringify([reference, sha256])],
    )
    .sort()
    .join('\n');

const launcherLine = (launcher: Readonly<Record<string, Json>>): string =>
  `launcher ${JSON.stringify(Object.entries(launcher).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

function seal(text: string): string | undefined {
  const key = readKey() ?? makeKey();
  return key && codeOf(text, key);
}

function fits(text: string, given: string | undefined): boolean {
  const key = readKey();
  if (key === undefined || given === undefined) return false;
  const [right, other] = [codeOf(text, key), given].map((code) => Buffer.from(code, 'utf8'));
  return right!.length === other!.length && timingSafeEqual(right!, other!);
}

const codeOf = (text: string, key: string): string => createHmac('sha256', key).update(text).digest('hex');

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
