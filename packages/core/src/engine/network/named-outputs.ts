import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ShapeError } from '../../errors.js';
import { nearest } from '../../plugin/registry.js';
import { listWords, quote } from '../../spec/words.js';

interface Output {
  readonly tensor: SymbolicTensor;
  /** Where the name was given; undefined of what every network has. */
  readonly specPath: string | undefined;
  read: boolean;
}

/**
 * The outputs within a list of layers that have names. A nested list reads the names around it; those that it gives are its
 * own.
 *
 * Errors     ShapeError GANX_SPEC_LAYER_NAME.
 */
export class NamedOutputs {
  readonly #own = new Map<string, Output>();

  constructor(private readonly around?: NamedOutputs) {}

  /** @param specPath of the layer that is named; left out: of what every network has. */
  give(name: string, tensor: SymbolicTensor, specPath?: string): void {
    if (specPath !== undefined && reserved.has(name))
      throw refuse(specPath, `${quote(name)} ${reserved.get(name)}. Choose another name.`);
    if (this.#find(name))
      throw refuse(
        specPath!,
        `There is a ${quote(name)} already: each name is given once. Choose another one.`,
      );
    this.#own.set(name, { tensor, specPath, read: specPath === undefined });
  }

  read(name: string, specPath: string): SymbolicTensor {
    const found = this.#find(name);
    if (!found) {
      const known = this.#names();
      const [near] = nearest(name, known);
      const meant = near === undefined ? '' : ` Did you mean ${quote(near)}?`;
      throw refuse(
        specPath,
        `Nothing before this layer is named ${quote(name)}: there ${known.length === 1 ? 'is only' : 'are'} ${listWords(known.map(quote))}. Name a layer above it, as in { type: relu, as: ${name} }.${meant}`,
      );
    }
    found.read = true;
    return found.tensor;
  }

  /** Refuses a name that was given and that nothing reads. */
  requireRead(): void {
    for (const [name, { read, specPath }] of this.#own)
      if (!read)
        throw refuse(specPath!, `Nothing reads ${quote(name)}. Delete "as", or read it with from: ${name}.`);
  }

  #find(name: string): Output | undefined {
    const own = this.#own.get(name);
    return own || !this.around ? own : this.around.#find(name);
  }

  #names(): readonly string[] {
    return [...(this.around ? this.around.#names() : []), ...this.#own.keys()];
  }
}

/** Names that mean the same in every network, whether it has labels or not. */
const reserved: ReadonlyMap<string, string> = new Map([
  ['input', 'is what enters the list'],
  ['labels', 'are the labels of the data'],
]);

const refuse = (specPath: string, message: string): ShapeError =>
  new ShapeError(specPath, message, undefined, 'GANX_SPEC_LAYER_NAME');
