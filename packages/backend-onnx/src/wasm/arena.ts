import { encodeModule, type WasmFunction } from './encoder.js';

/** The part of the WebAssembly interface used here; Node has it, but its types come with the browser's only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
interface WebAssemblyApi {
  Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
}
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

const PAGE = 65536;
/** Whole groups of four, and each array on its own cache lines. */
const ALIGNMENT = 64;

/** Plans arrays in one memory that never grows: growing would take the arrays away from those who hold them. */
export class ArenaPlan {
  private bytes = ALIGNMENT;

  /** The byte address of an array of `length` floats. */
  reserve(length: number): number {
    const address = this.bytes;
    this.bytes += Math.ceil((length * 4) / ALIGNMENT) * ALIGNMENT;
    return address;
  }

  build(functions: readonly WasmFunction[]): Arena {
    return new Arena(Math.ceil(this.bytes / PAGE), functions);
  }
}

export type KernelCall = (...args: number[]) => void;

/** Memory that generated kernels and ONNX Runtime both work in; nothing is copied between them. */
export class Arena {
  readonly kernels: readonly KernelCall[];
  private readonly memory: WasmMemory;

  constructor(pages: number, functions: readonly WasmFunction[]) {
    this.memory = new wasm.Memory({ initial: pages, maximum: pages });
    const module = new wasm.Module(encodeModule(functions, pages));
    const instance = new wasm.Instance(module, { env: { memory: this.memory } });
    this.kernels = functions.map((_, i) => instance.exports[`f${i}`] as KernelCall);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }
}
