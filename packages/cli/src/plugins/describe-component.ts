import { frameworkOptions, type PropertySchema, type Registered } from '@ganx/core/plugin';
import type { Paint } from '../ansi.js';
import { table } from '../view/format.js';

/** Where a component came from, for a person. */
export function sourceOf({ plugin }: Registered): string {
  const { name, version, origin } = plugin;
  if (!origin) return `built in (${name} ${version})`;
  return `${origin.reference} (${name} ${version})`;
}

/** What the declared facts of a component mean. */
export function capabilitiesOf({ component }: Registered): string[] {
  const advises = component.advice ? ['gives advice'] : [];
  const needs = [...(component.needs ?? []).map((need) => `needs ${need}`), ...advises];
  switch (component.kind) {
    case 'loss':
      return [...needs, ...(component.scores ? [`takes scores for ${component.scores}`] : [])];
    case 'balance':
    case 'stopping-rule':
      return [...needs, ...(component.readsAccuracy ? ["reads the discriminator's accuracy"] : [])];
    case 'layer':
      return [...needs, ...(component.mixesSamples ? ['mixes the samples of a batch'] : [])];
    case 'network':
      return [...needs, ...component.roles.map((role) => `makes a ${role}`)];
    case 'feature-extractor':
      return [
        ...needs,
        ...(component.classes === undefined ? [] : [`tells ${component.classes} classes apart`]),
      ];
    default:
      return needs;
  }
}

/** The page of `ganx plugins show`. `yaml` writes an example as a spec would. */
export function componentLines(
  registered: Registered,
  paint: Paint,
  yaml: (value: object) => string,
): string[] {
  const { address, component } = registered;
  const own = component.options?.properties ?? {};
  const capabilities = capabilitiesOf(registered);
  return [
    `${paint.bold(address)}  ${component.kind}`,
    component.description,
    ...(capabilities.length > 0 ? [capabilities.join('; ')] : []),
    `from ${sourceOf(registered)}`,
    ...(component.source === undefined ? [] : [`source ${component.source}`]),
    '',
    ...(Object.keys(own).length === 0 ? ['No options.'] : optionLines(own, component.options?.required)),
    ...frameworkLines(registered),
    '',
    paint.bold('examples'),
    ...component.examples.map((example) => `  ${yaml({ ...example, type: address })}`),
  ];
}

function frameworkLines({ component }: Registered): string[] {
  const framework = frameworkOptions[component.kind];
  return framework ? ['', `Options of every ${component.kind}:`, ...optionLines(framework)] : [];
}

function optionLines(
  properties: Readonly<Record<string, PropertySchema>>,
  required: readonly string[] = [],
): string[] {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const fallback = required.includes(name)
      ? 'required'
      : 'default' in schema
        ? JSON.stringify(schema.default)
        : '-';
    return [name, typeOf(schema), fallback, schema.description];
  });
  return table([['option', 'type', 'default', 'meaning'], ...rows]).map((line) => `  ${line}`);
}

function typeOf(schema: PropertySchema): string {
  const one = schema['x-ganx-component'];
  if (one) return one;
  const list = schema['x-ganx-component-list'];
  if (list) return `list of ${list}`;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const bounds = [
    ['>=', schema.minimum],
    ['>', schema.exclusiveMinimum],
    ['<=', schema.maximum],
    ['<', schema.exclusiveMaximum],
  ].filter(([, value]) => value !== undefined);
  const type = [schema.type ?? 'any'].flat().join(' | ');
  const moves = schema['x-ganx-schedulable'] ? ['or a schedule'] : [];
  return [type, ...bounds.map((bound) => bound.join(' ')), ...moves].join(' ');
}
