import { Ajv } from 'ajv';
import satisfies from 'semver/functions/satisfies.js';
import valid from 'semver/functions/valid.js';
import validRange from 'semver/ranges/valid.js';
import type { PluginCode } from './codes.js';
import { componentKinds, factoriesOf, frameworkOptions } from './kinds.js';
import { schedulableFault } from './moving.js';
import type { ComponentKind, PropertySchema } from './options.js';
import { ganxApi } from './plugin.js';
import { nearest } from './registry.js';

/** One thing that is wrong with a plugin, and how to mend it. */
export interface PluginFault {
  readonly code: PluginCode;
  readonly message: string;
}

type Loose = { readonly [key: string]: unknown };

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Everything that is wrong with the shape of what a third-party module exports as its plugin; nothing of it is called. The
 * examples are judged afterwards, when the registry knows the plugin's components (`examineExamples`).
 */
export function examinePlugin(value: unknown): readonly PluginFault[] {
  if (!isObject(value) || !isObject(value.meta) || !Array.isArray(value.components)) {
    return [
      fault(
        'GANX_PLUGIN_INVALID',
        `it is ${nameOf(value)}, but a plugin is { meta, components }. Make it with definePlugin.`,
      ),
    ];
  }
  const faults = [...examineMeta(value.meta)];
  if (value.components.length === 0) faults.push(fault('GANX_PLUGIN_INVALID', 'it has no components.'));
  const seen = new Set<string>();
  for (const [i, component] of value.components.entries()) {
    faults.push(...examineComponent(component, `component ${i}`));
    if (!isObject(component)) continue;
    const name = `${component.kind} "${component.type}"`;
    if (seen.has(name))
      faults.push(fault('GANX_PLUGIN_CLASH', `it defines the ${name} twice. Rename one of them.`));
    seen.add(name);
  }
  return faults;
}

function* examineMeta({ name, version, namespace, ganxApi: range }: Loose): Generator<PluginFault> {
  if (typeof name !== 'string' || name === '') {
    yield fault('GANX_PLUGIN_INVALID', `meta.name must be the plugin's name, but is ${nameOf(name)}.`);
  }
  if (typeof version !== 'string' || valid(version) === null) {
    yield fault(
      'GANX_PLUGIN_INVALID',
      `meta.version must be a version as "1.0.0", but is ${nameOf(version)}.`,
    );
  }
  if (namespace === undefined) {
    const message =
      'it has no namespace. Give meta.namespace a word of your own: its types are then written namespace/type.';
    yield fault('GANX_PLUGIN_NAMESPACE', message);
  } else if (typeof namespace !== 'string' || !kebab.test(namespace)) {
    const message = `meta.namespace must be a kebab-case word as "acme", but is ${nameOf(namespace)}.`;
    yield fault('GANX_PLUGIN_NAMESPACE', message);
  }
  if (typeof range !== 'string' || validRange(range) === null) {
    const message = `meta.ganxApi must be the range of plugin contracts that it was written for, as "^${ganxApi}", but is ${nameOf(range)}.`;
    yield fault('GANX_PLUGIN_API', message);
  } else if (!satisfies(ganxApi, range)) {
    const message = `it was written for the plugin contracts ${range}, but this ganx has ${ganxApi}. Install a version of the plugin that fits, or the ganx that it was made for.`;
    yield fault('GANX_PLUGIN_API', message);
  }
}

function* examineComponent(component: unknown, place: string): Generator<PluginFault> {
  if (!isObject(component)) {
    yield fault(
      'GANX_PLUGIN_INVALID',
      `${place} is ${nameOf(component)}; make it with one of the define functions.`,
    );
    return;
  }
  const { kind, type, description, examples, options } = component;
  if (!isKind(kind)) {
    const near = typeof kind === 'string' ? nearest(kind, componentKinds) : [];
    const meant = near.length > 0 ? ` Is "${near[0]}" meant?` : '';
    yield fault(
      'GANX_PLUGIN_KIND',
      `${place} is of the kind ${nameOf(kind)}, which does not exist.${meant} The kinds are ${componentKinds.join(', ')}.`,
    );
    return;
  }
  const name = typeof type === 'string' ? `the ${kind} "${type}"` : place;
  if (typeof type !== 'string' || !kebab.test(type)) {
    yield fault(
      'GANX_PLUGIN_INVALID',
      `${place} must have a kebab-case "type" without a namespace, but it is ${nameOf(type)}.`,
    );
  }
  if (typeof description !== 'string' || description.trim() === '') {
    yield fault('GANX_PLUGIN_INVALID', `${name} has no description.`);
  }
  for (const factory of factoriesOf[kind]) {
    if (typeof component[factory] !== 'function') {
      yield fault('GANX_PLUGIN_INVALID', `${name} has no function "${factory}", which every ${kind} has.`);
    }
  }
  if (kind === 'network' && !Array.isArray(component.roles)) {
    yield fault('GANX_PLUGIN_INVALID', `${name} does not say its "roles": generator, discriminator or both.`);
  }
  if (!Array.isArray(examples) || examples.length === 0) {
    yield fault(
      'GANX_PLUGIN_EXAMPLE',
      `${name} has no example. Give at least one { type, ...options } that is valid as it stands.`,
    );
  }
  yield* examineOptions(name, kind, options);
  if (options === undefined && Array.isArray(examples)) {
    const known = new Set(['type', ...Object.keys(frameworkOptions[kind] ?? {})]);
    const extra = examples
      .flatMap((one) => (isObject(one) ? Object.keys(one) : []))
      .find((key) => !known.has(key));
    if (extra) {
      const message = `${name} has an example with the option "${extra}", but no schema. Describe its options in "options", a JSON Schema.`;
      yield fault('GANX_PLUGIN_OPTIONS', message);
    }
  }
}

function* examineOptions(name: string, kind: ComponentKind, options: unknown): Generator<PluginFault> {
  if (options === undefined) return;
  const bad = (message: string) => fault('GANX_PLUGIN_OPTIONS', `${name}: ${message}`);
  if (!isObject(options) || options.type !== 'object' || !isObject(options.properties)) {
    yield bad('"options" must be a JSON Schema { type: "object", additionalProperties: false, properties }.');
    return;
  }
  if (options.additionalProperties !== false) {
    yield bad('its schema is open. Set additionalProperties to false, so that a misspelt option is found.');
  }
  const reserved = ['type', ...Object.keys(frameworkOptions[kind] ?? {})];
  for (const [key, property] of Object.entries(options.properties)) {
    if (reserved.includes(key)) yield bad(`"${key}" is read by the framework itself; rename the option.`);
    if (!isObject(property) || typeof property.description !== 'string')
      yield bad(`the option "${key}" has no description.`);
    const moves = isObject(property) && schedulableFault(kind, property as PropertySchema);
    if (moves) yield bad(`the option "${key}" ${moves}.`);
  }
  const problem = schemaProblem(options);
  if (problem) yield bad(`its schema is not a valid JSON Schema (Draft-07): ${problem}.`);
}

/** What keeps a schema from being one; undefined if nothing does. */
function schemaProblem(schema: object): string | undefined {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false });
  try {
    if (!ajv.validateSchema(schema)) return ajv.errorsText(ajv.errors, { dataVar: 'options' });
    ajv.compile(schema);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const fault = (code: PluginCode, message: string): PluginFault => ({ code, message });

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isKind = (kind: unknown): kind is ComponentKind => componentKinds.includes(kind as ComponentKind);

function nameOf(value: unknown): string {
  if (value === undefined) return 'not there';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
