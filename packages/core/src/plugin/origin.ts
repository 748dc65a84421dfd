import type { PluginMeta } from './plugin.js';

/** One file that a plugin is made of, seen from the folder of its entry or its package. */
export interface PluginFile {
  readonly path: string;
  readonly sha256: string;
}

/** Where a plugin that a spec lists was found, and what it was made of then. Known before any of its code runs. */
export interface PluginOrigin {
  /** As the spec writes it. */
  readonly reference: string;
  readonly from: 'package' | 'file';
  /** The file that is imported, absolute. */
  readonly entry: string;
  /** Over `files`. */
  readonly sha256: string;
  readonly files: readonly PluginFile[];
}

/** A plugin as a run's manifest records it. */
export interface PluginRecord {
  readonly name: string;
  readonly version: string;
  readonly namespace?: string;
  readonly from: 'built-in' | PluginOrigin['from'];
  readonly reference?: string;
  readonly sha256?: string;
  /** Of local files; of a package the sum is enough, since its version names the files. */
  readonly files?: readonly PluginFile[];
}

/** A plugin in use as a run's manifest records it. */
export function recordPlugin(plugin: PluginMeta & { readonly origin?: PluginOrigin }): PluginRecord {
  const { name, version, namespace, origin } = plugin;
  return {
    name,
    version,
    ...(namespace === undefined ? {} : { namespace }),
    ...(origin === undefined
      ? { from: 'built-in' as const }
      : {
          from: origin.from,
          reference: origin.reference,
          sha256: origin.sha256,
          ...(origin.from === 'file' && { files: origin.files }),
        }),
  };
}

/** A plugin that is not the one a run was begun with. */
export interface PluginChange {
  readonly reference: string;
  readonly what: 'changed' | 'added' | 'removed';
  /** For a person: what was recorded and what is there now. */
  readonly message: string;
}

/**
 * What became of the plugins that a manifest records. Both sides are compared by the reference under which the spec lists
 * them and by the hash of their files, so that the question can be asked before any plugin is loaded.
 */
export function comparePlugins(
  recorded: readonly PluginRecord[],
  now: readonly PluginOrigin[],
): readonly PluginChange[] {
  const before = new Map(
    recorded.flatMap((record) => (record.reference ? [[record.reference, record]] : [])),
  );
  const changes: PluginChange[] = [];
  for (const origin of now) {
    const { reference } = origin;
    const record = before.get(reference);
    before.delete(reference);
    if (record?.sha256 === origin.sha256) continue;
    changes.push(
      record
        ? {
            reference,
            what: 'changed',
            message: `The plugin "${reference}" changed since: ${difference(record, origin)}. It was read from ${origin.entry}.`,
          }
        : {
            reference,
            what: 'added',
            message: `The plugin "${reference}" was not there when the run began.`,
          },
    );
  }
  for (const [reference, { name, version }] of before) {
    const message = `The plugin "${reference}" (${name} ${version}), which the run began with, is no longer listed.`;
    changes.push({ reference, what: 'removed', message });
  }
  return changes;
}

function difference(record: PluginRecord, { sha256, files }: PluginOrigin): string {
  const sums = `its files had the sum ${short(record.sha256)} and now have ${short(sha256)}`;
  if (!record.files) return `${sums}; it was ${record.name} ${record.version}`;
  const before = new Map(record.files.map((file) => [file.path, file.sha256]));
  const after = new Map(files.map((file) => [file.path, file.sha256]));
  const parts = [
    ...[...after]
      .filter(([path, sum]) => before.has(path) && before.get(path) !== sum)
      .map(([path]) => `${path} differs`),
    ...[...after.keys()].filter((path) => !before.has(path)).map((path) => `${path} is new`),
    ...[...before.keys()].filter((path) => !after.has(path)).map((path) => `${path} is gone`),
  ];
  return `${sums} (${parts.join(', ')})`;
}

const short = (sum: string | undefined): string => (sum === undefined ? 'none' : sum.slice(0, 12));
