// A population and random search on one problem, without processes: both train as many members for as many steps.
import { Registry } from '@ganx/core/plugin';
import { proposalRandom } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';

const registry = Registry.of(builtins);

/** A continuous axis from `low` to `high` on a logarithmic scale. */
export const logAxis = (name, low, high) => ({
  name,
  kind: 'number',
  levels: undefined,
  unitOf: (unit) => unit,
  levelOf: (unit) => unit,
  valueOf: (unit) => low * (high / low) ** unit,
});

/**
 * Losses of all trials of a population, in order. `train(values, parent, from, until)` gives `{ state, loss }`; `parent` is
 * the state that it goes on from.
 */
export async function trainPopulation({ axes, train }, options, seed) {
  const search = registry.get('search', 'pbt').create(options, { axes }, proposalRandom(seed, 2 ** 31));
  const history = [];
  const states = [];
  for (let index = 0; ; index++) {
    const proposal = search.propose({ index, random: proposalRandom(seed, index), history });
    if (proposal === undefined) return history.map(({ loss }) => loss ?? Infinity);
    const { point, parent, until } = proposal;
    const values = axes.map((axis, i) => axis.valueOf(point[i]));
    const from = parent === undefined ? 0 : history[parent].iteration;
    const { state, loss } = await train(
      values,
      parent === undefined ? undefined : states[parent],
      from,
      until,
      index,
    );
    states.push(state);
    const finite = Number.isFinite(loss);
    history.push({
      point,
      state: 'complete',
      sound: finite,
      loss: finite ? loss : undefined,
      iteration: until,
      ended: index,
    });
  }
}

/** Losses of as many trials as a population has members, each trained to the end with values of its own. */
export async function trainAtRandom({ axes, train }, { population, every, generations }, seed) {
  const losses = [];
  for (let index = 0; index < population; index++) {
    const random = proposalRandom(seed, index);
    const values = axes.map((axis) => axis.valueOf(random.uniform()));
    losses.push((await train(values, undefined, 0, every * generations, index)).loss);
  }
  return losses;
}
