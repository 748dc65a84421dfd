import type { RunManifest } from './manifest.js';

/** Something that a run depends on and that is no longer as its manifest says. */
export interface FactChange {
  /** Where in `manifest.json`: `dataset.fingerprint`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** Whether the run's bits may depend on it. */
  readonly changesBits: boolean;
}

/** The parts of a manifest that are judged. */
export type ComparedFacts = Pick<
  RunManifest,
  'backend' | 'versions' | 'plugins' | 'dataset' | 'machine' | 'directory'
>;

/**
 * What differs between the facts that a run began with and those of now. Bits depend on the data, the backend, the
 * kind of processor, and the versions of ganx, of the tensor libraries and of the plugins; not on Node.js, the operating
 * system's release or the spec's folder, which are told all the same.
 */
export function compareFacts(before: ComparedFacts, after: ComparedFacts): FactChange[] {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const [a, b] = [old.get(what) ?? 'nothing', now.get(what) ?? 'nothing'];
    return a === b ? [] : [{ what, before: a, after: b, changesBits: !harmless.has(what) }];
  });
}

const harmless = new Set(['versions.node', 'directory']);

function flatten({ backend, dataset, directory, machine, plugins, versions }: ComparedFacts) {
  const facts: [string, string][] = [
    ['dataset.type', dataset.type],
    ['dataset.fingerprint', dataset.fingerprint],
    ['backend', `${backend.name}: ${backend.description}`],
    ['machine', `${machine.platform} ${machine.arch}, ${machine.processor}`],
    ...Object.entries(versions).map(([name, version]): [string, string] => [`versions.${name}`, version]),
    ...plugins.map(({ name, sha256, version }): [string, string] => [
      `plugins.${name}`,
      sha256 === undefined ? version : `${version}, sha256 ${sha256}`,
    ]),
    ['directory', directory],
  ];
  return new Map(facts);
}
