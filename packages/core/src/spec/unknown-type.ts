import type { ComponentKind } from '../plugin/options.js';
import type { Registry } from '../plugin/registry.js';
import { kindNames } from './component-schema.js';
import { type FindInstalled, packageOfNamespace } from './installed-plugin.js';
import { aOrAn, listWords, quote } from './words.js';

/** Why a type is not known where it stands: a misspelling, a component of another kind, or a plugin that is not listed. */
export function explainUnknownType(
  kind: ComponentKind,
  address: string,
  registry: Registry,
  installed: FindInstalled = () => [],
): { message: string; suggestions: readonly string[] } {
  const name = kindNames[kind];
  const others = (Object.keys(kindNames) as ComponentKind[]).filter(
    (other) => other !== kind && registry.find(other, address),
  );
  const known = registry.list(kind).map((entry) => entry.address);
  const suggestions = registry.suggest(kind, address);
  if (others.length > 0) {
    const elsewhere = listWords(others.map((other) => aOrAn(kindNames[other])));
    return {
      message: `${quote(address)} is ${elsewhere}, but ${aOrAn(name)} is expected here: ${choices(known)}.`,
      suggestions,
    };
  }
  return {
    message: `There is no ${name} ${quote(address)}.${hintOf(address, registry, installed)} There ${known.length === 1 ? 'is' : 'are'} ${choices(known)}.`,
    suggestions,
  };
}

/** Which plugin is missing from the list, where the namespace is that of none. */
function hintOf(address: string, registry: Registry, installed: FindInstalled): string {
  const [namespace, type] = address.split('/');
  if (type === undefined || registry.plugins.some((plugin) => plugin.namespace === namespace)) return '';
  const known = packageOfNamespace(namespace!, installed());
  return known
    ? ` The package ${quote(known.name)} is installed and may bring it: add it to "plugins".`
    : ` No plugin with the namespace ${quote(namespace!)} is listed under "plugins".`;
}

const choices = (known: readonly string[]): string =>
  known.length === 0 ? 'none: no plugin brings any' : listWords(known, 'and');
