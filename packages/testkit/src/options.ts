import type {
  AnyComponent,
  ComponentKind,
  Json,
  OptionsSchema,
  Registry,
  SpecExample,
} from '@ganx/core/plugin';
import { frameworkOptions, isSchedulable, openMoving } from '@ganx/core/plugin';
import { Ajv } from 'ajv';

type Options = Record<string, Json>;

const ajv = new Ajv({ useDefaults: true, allErrors: true, strict: false });

/**
 * The options of `{ type, ...options }` as a component's factory gets them: validated against its schema, defaults filled
 * in, nested components too, schedules opened, framework options left out. Throws with all problems.
 */
export function resolveOptions(component: AnyComponent, spec: SpecExample, registry: Registry): Options {
  const complete = completeOptions(component, spec, registry);
  const { options } = openMoving(complete, component.options?.properties ?? {}, registry, component.type);
  return options as Options;
}

/** The same as a resolved spec has them: schedules as they are written. */
export function completeOptions(component: AnyComponent, spec: SpecExample, registry: Registry): Options {
  const framework = frameworkOptions[component.kind] ?? {};
  const own = Object.entries(spec).filter(([key]) => key !== 'type' && !(key in framework));
  const options = structuredClone(Object.fromEntries(own)) as Options;
  const schema =
    component.options ?? ({ type: 'object', additionalProperties: false, properties: {} } as const);
  const validate = ajv.compile(withSchedules(schema));
  if (!validate(options)) {
    throw new Error(
      `${component.kind} ${component.type}: ${JSON.stringify(spec)} is not valid: ${ajv.errorsText(validate.errors, { dataVar: 'options' })}`,
    );
  }
  for (const [name, property] of Object.entries(component.options?.properties ?? {})) {
    const value = options[name];
    if (value === undefined || value === null) continue;
    const one = property['x-ganx-component'];
    const list = property['x-ganx-component-list'];
    if (isSchedulable(property) && typeof value === 'object')
      options[name] = resolveSchedule(value as SpecExample, registry);
    if (one) options[name] = resolveNested(one, value, registry);
    if (list)
      options[name] = (value as NonNullable<Json>[]).map((item) => resolveNested(list, item, registry));
  }
  return options;
}

/** A schedule in place of a number, with what the framework adds. */
function resolveSchedule(written: SpecExample, registry: Registry): SpecExample {
  const framework = Object.entries(frameworkOptions.schedule!).map(
    ([name, property]) => [name, written[name] ?? (property.default as Json)] as const,
  );
  return { ...resolveNested('schedule', written, registry), ...Object.fromEntries(framework) };
}

/** The schema with maps allowed where a number may move. */
function withSchedules(schema: OptionsSchema): OptionsSchema {
  const properties = Object.entries(schema.properties).map(([name, property]) => [
    name,
    isSchedulable(property) ? { ...property, type: [property.type, 'object'].flat() } : property,
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** A nested `{ type, ...options }`, or a bare type, with its defaults filled in. */
function resolveNested(kind: ComponentKind, written: NonNullable<Json>, registry: Registry): SpecExample {
  const spec = (typeof written === 'string' ? { type: written } : written) as SpecExample;
  const found = registry.find(kind, spec.type);
  if (!found) throw new Error(`An example names the ${kind} "${spec.type}", which is not registered.`);
  return { type: spec.type, ...resolveOptions(found.component, spec, registry) };
}
