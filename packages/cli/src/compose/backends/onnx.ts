import { BackendError, type Compute, type Step, type StepInputs, type TensorsOf } from '@ganx/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { messageOf } from '../../errors/error-facts.js';
import type { Backend, DeviceName } from './backend.js';
import { probeDeviceApart } from './probe-device.js';

type Onnx = typeof import('@ganx/backend-onnx');

/** ONNX Runtime from npm: each step is traced once and then runs as one compiled graph. */
export const onnx: Backend = {
  name: 'onnx',
  async probe() {
    try {
      return { present: true, detail: await loadRuntime() };
    } catch (error) {
      return { present: false, needs: messageOf(error) };
    }
  },
  async devices() {
    const { devices } = await import('@ganx/backend-onnx');
    const others = devices.filter((name) => name !== 'cpu');
    return Promise.all(others.map(async (name) => ({ name, presence: await probeDeviceApart(name) })));
  },
  async open({ device = 'cpu', threads, profile }) {
    const runtime = await loadRuntime();
    const [tf, backend] = await Promise.all([import('@tensorflow/tfjs-core'), import('@ganx/backend-onnx')]);
    try {
      backend.registerOnnxBackend({ device, ...(threads !== undefined && { threads }) });
    } catch (cause) {
      throw cause instanceof backend.BackendError
        ? new BackendError(cause.code, cause.message.replace(` [${cause.code}]`, ''), { cause })
        : cause;
    }
    return {
      backend: 'onnx',
      description: `onnx (${runtime}, compiled steps${device === 'cpu' ? '' : ` on ${device}`})`,
      ...(device !== 'cpu' && { device }),
      bits: bitsOn(device),
      async activate() {
        await tf.setBackend('onnx');
        await tf.ready();
      },
      compile: (name, fn) => compiledStep(backend, name, fn, profile),
      hostInput: (shape, dtype, fill) => backend.hostInput([...shape], dtype as 'float32', fill),
    } satisfies Compute;
  },
};

/** What is promised of the bits of a run, in the manifest's words. */
function bitsOn(device: DeviceName): string {
  return device === 'cpu'
    ? 'the same at any number of threads, on processors of one kind'
    : `not promised: they may depend on the ${device} device, its driver, and how it orders its work`;
}

function compiledStep<I extends StepInputs, O extends Record<string, Tensor>>(
  backend: Onnx,
  name: string,
  fn: (inputs: TensorsOf<I>) => O,
  profile: string | undefined,
): Step<I, O> {
  const compiled = backend.compile<I, O>((inputs) => fn(inputs as TensorsOf<I>), {
    name,
    ...(profile && { profile: `${profile}-${name}` }),
  });
  const ours = (cause: unknown): unknown =>
    cause instanceof backend.BackendError
      ? new BackendError(cause.code, cause.message, { place: { component: `step ${name}` }, cause })
      : cause;
  return {
    async run(inputs) {
      try {
        const outputs = compiled.runSync(inputs);
        const values: Record<string, Float32Array> = {};
        for (const [output, tensor] of Object.entries(outputs)) {
          // Copied: the backend takes the tensor's memory back.
          values[output] = Float32Array.from(tensor.dataSync());
          tensor.dispose();
        }
        return values as { [K in keyof O]: Float32Array };
      } catch (cause) {
        throw ours(cause);
      }
    },
    async prepare(inputs) {
      try {
        await compiled.trace(inputs);
      } catch (cause) {
        throw ours(cause);
      }
    },
    timings: compiled.stats as unknown as Readonly<Record<string, number>>,
    dispose: () => compiled.dispose(),
  };
}

async function loadRuntime(): Promise<string> {
  const backend = await import('@ganx/backend-onnx');
  try {
    return `ONNX Runtime ${backend.onnxRuntimeVersion()}`;
  } catch (cause) {
    throw cause instanceof backend.BackendError
      ? new BackendError(cause.code, cause.message, { cause })
      : cause;
  }
}
