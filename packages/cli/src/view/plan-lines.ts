import type { NetworkSummary, Plan } from '@ganx/core/engine';
import type { PlannedMetric } from '@ganx/core/experiment';
import type { Paint } from '../ansi.js';
import type { Chosen } from '../compose/compute.js';
import { bytes, count, duration, table } from './format.js';

/** A plan as a person reads it. */
export function planLines(plan: Plan, chosen: Pick<Chosen, 'compute' | 'reason'>, paint: Paint): string[] {
  const { spec, info, networks, memory, budget, warnings } = plan;
  const classes = info.classes === undefined ? '' : `, ${info.classes} classes`;
  const facts = [
    [
      'data',
      `${spec.data.type}: ${count(info.size)} x [${info.shape.join(', ')}]${classes}, batches of ${spec.data.batchSize}`,
    ],
    ['backend', `${chosen.compute.description}; ${chosen.reason}`],
    [
      'memory',
      `about ${bytes(memory.total)}: weights ${bytes(memory.weights)}, optimizers ${bytes(memory.optimizer)}, averages ${bytes(memory.averages)}, activations at most ${bytes(memory.activations)}`,
    ],
    ['budget', budget ? budgetText(budget) : 'none: a stopping rule that watches the run ends it'],
  ];
  return [
    ...networkLines('generator', networks.generator, paint),
    '',
    ...networkLines('discriminator', networks.discriminator, paint),
    '',
    ...table(facts),
    ...warnings.map(({ code, message }) => `${paint.yellow('warning')} ${paint.dim(code)} ${message}`),
  ];
}

/** What measuring takes: how often, and each time. */
export function metricLines(
  metrics: readonly PlannedMetric[],
  budget: Plan['budget'],
  paint: Paint,
): string[] {
  if (metrics.length === 0) return [];
  const iterations = budget?.counter === 'iteration' ? budget.max : undefined;
  const large = (value: number | undefined): string =>
    value === undefined
      ? '-'
      : value < 1e6
        ? count(Math.round(value))
        : value.toExponential(1).replace('+', '');
  const rows = metrics.map(({ type, every, cost }) => [
    type,
    `every ${count(every)}`,
    // The last evaluation is made where the run ends, whether it is due or not.
    iterations === undefined ? '-' : count(Math.max(1, Math.ceil(iterations / every))),
    large(cost?.samples),
    large(cost?.multiplications),
    large(cost?.once),
  ]);
  const head = ['metric', 'iterations', 'times', 'samples', 'multiplications', 'once'];
  const [first = '', ...lines] = table([head, ...rows], [2, 3, 4, 5]);
  return ['', paint.dim(first), ...lines];
}

function networkLines(role: string, network: NetworkSummary, paint: Paint): string[] {
  const rows = network.layers.map(({ name, type, outputShape, parameters }) => [
    name.replace(/^[^/]+\//, ''),
    type,
    `[${outputShape.join(', ')}]`,
    count(parameters),
  ]);
  const [head = '', ...lines] = table([['layer', 'type', 'output', 'parameters'], ...rows], [3]);
  const fixed = network.parameters - network.trainable;
  const total = `${count(network.parameters)} parameters${fixed === 0 ? '' : `, ${count(fixed)} of them statistics`}`;
  return [`${paint.bold(role)}: ${total}`, paint.dim(`  ${head}`), ...lines.map((line) => `  ${line}`)];
}

export function budgetText({ counter, max }: NonNullable<Plan['budget']>): string {
  if (counter === 'seconds') return `${duration(max)} of training`;
  const units = {
    iteration: 'iterations',
    discriminatorSteps: 'discriminator steps',
    generatorSteps: 'generator steps',
    images: 'real examples shown',
  };
  return `${count(max)} ${units[counter]}`;
}
