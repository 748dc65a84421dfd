import { distance } from 'fastest-levenshtein';
import type { ComponentKind } from './options.js';
import type { PluginOrigin } from './origin.js';
import type { AnyComponent, ComponentOf, Plugin, PluginMeta } from './plugin.js';

/** A component and the plugin that it came with. */
export interface Registered<K extends ComponentKind = ComponentKind> {
  /** As a spec writes it: `type`, or `namespace/type` for third-party plugins. */
  readonly address: string;
  readonly component: ComponentOf[K];
  readonly plugin: RegisteredPlugin;
}

/** A plugin in use; the built-in one came from nowhere. */
export type RegisteredPlugin = PluginMeta & { readonly origin?: PluginOrigin };

/** Why a plugin cannot be added. */
export type RegistryProblem =
  | {
      readonly code: 'GANX_PLUGIN_CLASH';
      readonly kind: ComponentKind;
      readonly address: string;
      readonly plugins: readonly [string, string];
    }
  | { readonly code: 'GANX_PLUGIN_INVALID'; readonly plugin: string; readonly detail: string };

/** Thrown by `Registry.add`; the registry is unchanged. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  constructor(readonly problem: RegistryProblem) {
    super(
      problem.code === 'GANX_PLUGIN_CLASH'
        ? `${problem.plugins[0]} and ${problem.plugins[1]} both define the ${problem.kind} "${problem.address}". Give one of them a namespace.`
        : `Plugin ${problem.plugin} is not valid: ${problem.detail}`,
    );
  }
  get code(): RegistryProblem['code'] {
    return this.problem.code;
  }
}

/** All components that a spec may name. A plain value: nothing registers itself on import. */
export class Registry {
  readonly #byKind = new Map<ComponentKind, Map<string, Registered>>();
  readonly #plugins: RegisteredPlugin[] = [];

  static of(...plugins: readonly Plugin[]): Registry {
    const registry = new Registry();
    for (const plugin of plugins) registry.add(plugin);
    return registry;
  }

  add({ meta: said, components }: Plugin, origin?: PluginOrigin): void {
    const meta: RegisteredPlugin = origin === undefined ? said : { ...said, origin };
    const added = new Map<string, Registered>();
    for (const component of components) {
      const address = meta.namespace === undefined ? component.type : `${meta.namespace}/${component.type}`;
      const before = this.find(component.kind, address) ?? added.get(`${component.kind} ${address}`);
      if (before) {
        throw new RegistryError({
          code: 'GANX_PLUGIN_CLASH',
          kind: component.kind,
          address,
          plugins: [before.plugin.name, meta.name],
        });
      }
      if (component.examples.length === 0) {
        throw new RegistryError({
          code: 'GANX_PLUGIN_INVALID',
          plugin: meta.name,
          detail: `${component.kind} "${address}" has no example.`,
        });
      }
      added.set(`${component.kind} ${address}`, { address, component, plugin: meta });
    }
    for (const entry of added.values()) {
      const kind = entry.component.kind;
      const ofKind = this.#byKind.get(kind) ?? new Map<string, Registered>();
      this.#byKind.set(kind, ofKind.set(entry.address, entry));
    }
    this.#plugins.push(meta);
  }

  get plugins(): readonly RegisteredPlugin[] {
    return this.#plugins;
  }

  find<K extends ComponentKind>(kind: K, address: string): Registered<K> | undefined {
    return this.#byKind.get(kind)?.get(address) as Registered<K> | undefined;
  }

  /** For code that runs after validation: a missing component is a defect there. */
  get<K extends ComponentKind>(kind: K, address: string): ComponentOf[K] {
    const found = this.find(kind, address);
    if (!found) throw new Error(`No ${kind} "${address}" is registered; the spec should have been refused.`);
    return found.component;
  }

  /** All components, of every kind. */
  components(): readonly AnyComponent[] {
    return [...this.#byKind.values()].flatMap((ofKind) =>
      [...ofKind.values()].map(({ component }) => component as AnyComponent),
    );
  }

  /** Components of one kind, by address. */
  list<K extends ComponentKind>(kind: K): readonly Registered<K>[] {
    const entries = [...(this.#byKind.get(kind)?.values() ?? [])] as Registered<K>[];
    return entries.sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** Addresses of this kind that a person may have meant, nearest first. */
  suggest(kind: ComponentKind, address: string): readonly string[] {
    const known = this.list(kind).map((entry) => entry.address);
    const behindNamespace = known.filter((other) => other.endsWith(`/${address}`));
    return [...new Set([...behindNamespace, ...nearest(address, known)])].slice(0, 3);
  }
}

/** Words within a third of the length of what was written, nearest first. */
export function nearest(written: string, known: readonly string[]): readonly string[] {
  const limit = Math.max(2, Math.floor(written.length / 3));
  return known
    .map((word) => ({ word, far: distance(written.toLowerCase(), word.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.word < b.word ? -1 : 1))
    .map(({ word }) => word)
    .slice(0, 3);
}
