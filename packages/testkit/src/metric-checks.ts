import type { MetricComponent, MetricValue } from '@ganx/core/plugin';
import { type Check, type CheckContext, examplesOf, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { partOf } from './stage/part.js';
import { rehearse } from './stage/rehearse.js';

interface Subject {
  readonly announced: readonly { readonly name: string; readonly goal: string }[];
  readonly values: readonly MetricValue[];
}

/** What holds for every metric: the values that each of its examples gives in a small training. */
export function metricChecks(component: MetricComponent, context: CheckContext): Check[] {
  const { plugins, directory } = context;
  const each = judgeEach(async () => {
    const subjects: Subject[] = [];
    for (const [index, example] of examplesOf(component, context).entries()) {
      const announced = component.measures(optionsOf(component, context)[index]!);
      const { spec } = partOf(component, example, context);
      const { recording } = await rehearse({ component, plugins, directory, spec });
      const values = recording.entries
        .filter(({ what }) => what === 'evaluation')
        .flatMap(({ content }) => JSON.parse(content) as MetricValue[]);
      subjects.push({ announced, values });
    }
    return subjects;
  });
  return [
    each(
      'declaration',
      'it gives the values that it announces, each with the same goal',
      ({ announced, values }) => {
        if (announced.length === 0) throw new Finding('measures() names nothing.');
        for (const { name, goal } of announced) {
          if (name !== component.type && !name.startsWith(`${component.type}/`))
            throw new Finding(
              `It announces "${name}", which does not begin with its type, "${component.type}".`,
            );
          const given = values.filter((value) => value.name === name);
          if (given.length === 0) throw new Finding(`It announces "${name}" and never gives it.`);
          const other = given.find((value) => value.goal !== goal);
          if (other)
            throw new Finding(
              `It announces to ${goal} "${name}", but gives it with the goal to ${other.goal}.`,
            );
        }
      },
    ),
    each('not-finite', 'its values are finite', ({ values }) => {
      const bad = values.find(({ value }) => value === null || !Number.isFinite(value));
      if (bad) throw new Finding(`${bad.name} is ${bad.value === null ? 'not finite' : bad.value}.`);
    }),
    each('declaration', 'beside each value stands how many samples it depends on', ({ values }) => {
      for (const { name, provenance } of values) {
        const { samples } = provenance;
        if (typeof samples !== 'number' || !(samples > 0))
          throw new Finding(
            `The provenance of ${name} is ${JSON.stringify(provenance)}; it needs at least \`samples\`, a number above 0.`,
          );
      }
    }),
  ];
}
