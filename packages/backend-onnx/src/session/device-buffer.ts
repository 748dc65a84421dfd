import type { ElementType, TypedArray } from '../graph/types.js';
import type { OrtTensor } from './binding.js';
import { loadBinding } from './binding.js';
import { makeIdentityModel } from './identity-model.js';
import { Session } from './session.js';

/** Sessions that carry a buffer to the host, one for each element type. */
const carriers = new Map<ElementType, Session>();

/**
 * The bytes of a value that lie on a WebGPU device: a leaf like any other, which copies them to the host when the host first
 * asks. The binding's own `getData` ends the process, and a session whose output lies on the host does what it should.
 */
export class DeviceBuffer {
  readonly kind = 'buffer';
  private bytes: TypedArray | null = null;
  private tensor: OrtTensor | null;

  constructor(
    tensor: OrtTensor,
    private readonly type: ElementType,
    private readonly length: number,
  ) {
    this.tensor = tensor;
  }

  /** A copy on the host, made once. */
  get data(): TypedArray {
    this.bytes ??= download(this.tensor!, this.type, this.length);
    return this.bytes;
  }

  /** Other bytes, on the host; those on the device are given up. */
  set data(bytes: TypedArray) {
    this.bytes = bytes;
    this.release();
  }

  /** To feed it where it lies; null once its bytes are on the host alone. */
  get onDevice(): OrtTensor | null {
    return this.tensor;
  }

  /** Gives the device's memory back; what was copied to the host stays. */
  release(): void {
    this.tensor?.dispose();
    this.tensor = null;
  }
}

function download(tensor: OrtTensor, type: ElementType, length: number): TypedArray {
  let carrier = carriers.get(type);
  if (!carrier) {
    const settings = { threads: 1, optimization: 'disabled', device: 'webgpu' } as const;
    carrier = new Session(makeIdentityModel(type), settings);
    carriers.set(type, carrier);
  }
  const { y } = carrier.run({ x: reshaped(tensor, length) }, { y: null });
  return y!.data as TypedArray;
}

/** The same buffer as a vector: the binding reads sizes from the tensor object. */
function reshaped(tensor: OrtTensor, length: number): OrtTensor {
  const { ort } = loadBinding();
  return ort.Tensor.fromGpuBuffer(tensor.gpuBuffer, {
    dataType: tensor.type as 'float32',
    dims: [length],
  }) as OrtTensor;
}
