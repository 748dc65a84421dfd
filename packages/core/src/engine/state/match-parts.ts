import type { Json } from '../../plugin/index.js';
import type { ExperimentSpec, StopSpec } from '../../spec/types.js';

interface Part {
  readonly place: string;
  readonly type: string;
  readonly options: string;
}

/**
 * Which component of an earlier spec each component of another one goes on as: by place, the earlier place. Within its
 * section an unchanged component comes first, then one of the same type, each in the order of the lists. Those that are
 * not in the map are new.
 */
export function matchParts(before: ExperimentSpec, after: ExperimentSpec): Map<string, string> {
  const matched = new Map<string, string>();
  const [olds, news] = [sectionsOf(before), sectionsOf(after)];
  for (const [section, parts] of Object.entries(news)) {
    const free = [...(olds[section] ?? [])];
    for (const fits of [sameOptions, sameType]) {
      for (const part of parts) {
        const at = matched.has(part.place) ? -1 : free.findIndex((old) => fits(old, part));
        if (at >= 0) matched.set(part.place, free.splice(at, 1)[0]!.place);
      }
    }
  }
  return matched;
}

const sameType = (a: Part, b: Part) => a.type === b.type;
const sameOptions = (a: Part, b: Part) => sameType(a, b) && a.options === b.options;

function sectionsOf({
  balance,
  callbacks,
  conditioning,
  logging,
  loss,
  metrics,
  regularizers,
  stop,
}: ExperimentSpec): Readonly<Record<string, readonly Part[]>> {
  const list = (section: string, specs: readonly { readonly type: string }[]) =>
    specs.map((own, index) => part(`${section}.${index}`, own));
  return {
    balance: [part('balance', balance)],
    conditioning: [part('conditioning', conditioning)],
    loss: [part('loss', loss)],
    regularizers: list('regularizers', regularizers),
    stop: rulesOf(stop, 'stop'),
    metrics: list('metrics', metrics),
    callbacks: list('callbacks', callbacks),
    logging: list('logging', logging),
  };
}

function rulesOf(node: StopSpec, place: string): Part[] {
  if ('type' in node) return [part(place, node as { readonly type: string })];
  return (['any', 'all'] as const).flatMap((combine) => {
    const children = (node as Readonly<Record<string, readonly StopSpec[] | undefined>>)[combine] ?? [];
    return children.flatMap((child, index) => rulesOf(child, `${place}.${combine}.${index}`));
  });
}

function part(place: string, own: { readonly type: string }): Part {
  const options = Object.entries(own as Readonly<Record<string, Json>>).sort(([a], [b]) => (a < b ? -1 : 1));
  return { place, type: own.type, options: JSON.stringify(options) };
}
