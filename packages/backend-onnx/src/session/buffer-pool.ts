import { type ElementType, makeArray, type TypedArray } from '../graph/types.js';

const KEPT_PER_SIZE = 4;

/**
 * Arrays to write results into, used again once nobody needs what is in them. Writing into memory that is mapped
 * already is several times faster than into fresh pages.
 */
export class BufferPool {
  private readonly free = new Map<string, TypedArray[]>();
  private readonly own = new WeakSet<TypedArray>();

  /** Bytes that wait to be used again. */
  get heldBytes(): number {
    return [...this.free.values()].flat().reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  take(type: ElementType, length: number): TypedArray {
    const found = this.free.get(`${type}:${length}`)?.pop();
    if (found) return found;
    const made = makeArray(type, length);
    this.own.add(made);
    return made;
  }

  /** Takes back what it lent; anything else is left to the garbage collector. */
  give(array: TypedArray): void {
    if (!this.own.has(array)) return;
    const key = `${typeOf(array)}:${array.length}`;
    const list = this.free.get(key) ?? [];
    if (list.length < KEPT_PER_SIZE) list.push(array);
    this.free.set(key, list);
  }
}

function typeOf(array: TypedArray): ElementType {
  if (array instanceof Float32Array) return 'float32';
  if (array instanceof Int32Array) return 'int32';
  return array instanceof BigInt64Array ? 'int64' : 'bool';
}
