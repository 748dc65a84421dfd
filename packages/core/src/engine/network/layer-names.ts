import type { LayerVariable, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * Names layers and weights by their place in the spec. `place` owns every layer between `output` and those in `known`;
 * one that its author did not name after the place gets `place/class-name`, numbered from the second on.
 */
export function nameLayers(output: SymbolicTensor, place: string, known: Set<layers.Layer>): layers.Layer[] {
  const found: layers.Layer[] = [];
  const visit = (tensor: SymbolicTensor) => {
    const layer = tensor.sourceLayer;
    if (known.has(layer)) return;
    known.add(layer);
    for (const input of tensor.inputs) visit(input);
    found.push(layer);
  };
  visit(output);
  const taken = new Set(found.map((layer) => layer.name));
  for (const layer of found) {
    // Inputs belong to no place: whoever made them named them.
    const input = layer.getClassName() === 'InputLayer';
    if (!input && layer.name !== place && !layer.name.startsWith(`${place}/`)) {
      layer.name = unused(`${place}/${kebab(layer.getClassName())}`, taken);
    }
    taken.add(layer.name);
    // What TensorFlow.js writes into an exported model's weight manifest.
    for (const [weight, name] of weightNames(layer)) weight.originalName = name;
  }
  return found;
}

/** Weights of one layer with their names, `place/kernel`. */
export function weightNames(layer: layers.Layer): Map<LayerVariable & { originalName: string }, string> {
  const names = new Map<LayerVariable & { originalName: string }, string>();
  const taken = new Set<string>();
  for (const weight of layer.weights as (LayerVariable & { originalName: string })[]) {
    const local = weight.originalName.startsWith(`${layer.name}/`)
      ? weight.originalName.slice(layer.name.length + 1)
      : weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
    const name = unused(`${layer.name}/${local}`, taken);
    taken.add(name);
    names.set(weight, name);
  }
  return names;
}

function unused(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}-${count}`)) count++;
  return `${name}-${count}`;
}

function kebab(className: string): string {
  return className.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
