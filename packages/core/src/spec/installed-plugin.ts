/** A package that says of itself that it is a plugin; known from its package.json, not loaded. */
export interface InstalledPlugin {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** `ganx.namespace` of its package.json. */
  readonly namespace?: string;
  /** `ganx.api`: the range of plugin contracts that it was written for. */
  readonly api?: string;
}

/** Looks for installed plugins, once a message needs them. */
export type FindInstalled = () => readonly InstalledPlugin[];

/** The package that brings a namespace: the one that says so, or else one that is named after it. */
export function packageOfNamespace(
  namespace: string,
  installed: readonly InstalledPlugin[],
): InstalledPlugin | undefined {
  const after = [`ganx-plugin-${namespace}`, `ganx-${namespace}`];
  return (
    installed.find((plugin) => plugin.namespace === namespace) ??
    installed.find(({ name }) => after.includes(name) || name.startsWith(`@${namespace}/`))
  );
}
