import { machineMemory } from '../../machine-memory.js';
import { product, size } from '../../sizes.js';
import { ownOptions } from '../component-schema.js';
import { ofKind } from '../components.js';
import { countsOfExamples } from '../counted-examples.js';
import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import type { SemanticView } from './view.js';

/** What metrics and callbacks hold at once fits into memory. */
export function checkSamples({ info, loaded, used }: SemanticView): readonly SpecProblem[] {
  const memory = machineMemory();
  return [...ofKind(used, 'metric'), ...ofKind(used, 'callback')].flatMap(({ kind, path, spec, component }) =>
    countsOfExamples(component, ownOptions(kind, spec), path).flatMap(({ path: place, value }) => {
      const bytes = 4 * value * product(info.shape);
      if (bytes <= memory) return [];
      const message = `The ${kind} ${quote(spec.type)} holds ${value} examples of shape [${info.shape.join(', ')}] at once, which take ${size(bytes)}, and this machine has ${size(memory)}. Lower ${place}.`;
      return [loaded.problem(place, 'GANX_SPEC_MEMORY', message)];
    }),
  );
}
