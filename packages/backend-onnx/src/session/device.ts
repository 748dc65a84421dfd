import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError } from '../errors.js';
import type { OrtTensor, SessionOptions } from './binding.js';
import { loadBinding } from './binding.js';
import { IDENTITY_MODEL } from './identity-model.js';

/** What compiled functions compute on: an execution provider of ONNX Runtime. */
export type Device = 'cpu' | 'webgpu' | 'cuda';

export const devices: readonly Device[] = ['cpu', 'webgpu', 'cuda'];

export type DevicePresence =
  | { readonly present: true; readonly detail: string }
  /** `needs`: what was seen, and what a person must do to get it. */
  | { readonly present: false; readonly needs: string };

/** Where ONNX Runtime runs a model's nodes; what the first cannot do goes to the processor. */
export const providersOf = (device: Device): NonNullable<SessionOptions['executionProviders']> =>
  device === 'cpu' ? ['cpu'] : [device, 'cpu'];

/**
 * Called before a session for CUDA is opened. NVIDIA's libraries would round the factors of float32 products to 10 bits
 * (TF32), and the binding has no way to tell them not to but their environment variable, which they read when they are
 * loaded. A user's own choice stands. In a worker thread `process.env` is a copy that they do not see.
 */
export function forbidTf32(): void {
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
}

/** Whether results can stay in the device's memory from call to call: the Node binding hands out WebGPU buffers only. */
export const keepsState = (device: Device): boolean => device === 'webgpu';

const mending: Record<Exclude<Device, 'cpu'>, string> = {
  webgpu:
    process.platform === 'linux'
      ? 'It needs a GPU with a Vulkan driver and the Vulkan loader (Debian and Ubuntu: `apt install libvulkan1 mesa-vulkan-drivers`, or the driver of the maker of the card); `vulkaninfo --summary` shows what is there.'
      : 'It needs a GPU with an up-to-date driver (Direct3D 12 on Windows, Metal on macOS).',
  cuda: 'It needs an NVIDIA card with its driver, CUDA 13 and cuDNN 9 where the loader finds them (LD_LIBRARY_PATH), on Linux x64, and the CUDA provider, which the install script of onnxruntime-node downloads: `node node_modules/onnxruntime-node/script/install`.',
};

/** Computes one number on the device, to know whether it works. Loads the device's driver; changes nothing else. */
export function probeDevice(device: Device): DevicePresence {
  if (device === 'cpu') return { present: true, detail: 'ONNX Runtime on the processor' };
  const library = device === 'cuda' ? cudaLibrary() : null;
  if (library && !existsSync(library))
    return { present: false, needs: `There is no ${library}. ${mending.cuda}` };
  try {
    if (device === 'cuda') forbidTf32();
    const { ort, native } = loadBinding();
    const session = new native.binding.InferenceSession();
    session.loadModel(IDENTITY_MODEL.buffer, IDENTITY_MODEL.byteOffset, IDENTITY_MODEL.byteLength, {
      executionProviders: providersOf(device),
      logSeverityLevel: 4,
    });
    const x: OrtTensor = new ort.Tensor('float32', Float32Array.of(0.75), [1]);
    const { y } = session.run({ x }, { y: null }, {});
    session.dispose();
    const seen = (y!.data as Float32Array)[0];
    if (seen !== 0.75) return { present: false, needs: `It gave ${seen} for 0.75. ${mending[device]}` };
    return { present: true, detail: `ONNX Runtime's ${names[device]} execution provider` };
  } catch (error) {
    return { present: false, needs: `${missingPart(library) ?? reasonOf(error)}. ${mending[device]}` };
  }
}

/** What the loader misses of a library that is there, as ONNX Runtime says only on stderr; null where it misses nothing. */
function missingPart(library: string | null): string | null {
  if (!library) return null;
  try {
    process.dlopen({ exports: {} }, library);
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return said.includes('cannot open shared object file') ? said.replace(/[.\s]+$/, '') : null;
  }
}

const names = { webgpu: 'WebGPU', cuda: 'CUDA' } as const;

/** Where the install script puts the provider. Looked for first: ONNX Runtime complains on stderr where it is not. */
function cudaLibrary(): string | null {
  const { platform, arch } = process;
  if (platform !== 'linux') return null;
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  return join(folder, 'bin/napi-v6', platform, arch, 'libonnxruntime_providers_cuda.so');
}

/** Throws BackendError GANX_BACKEND_DEVICE where the device does not work here. */
export function requireDevice(device: Device): void {
  const presence = probeDevice(device);
  if (presence.present) return;
  throw new BackendError(
    'GANX_BACKEND_DEVICE',
    `The device '${device}' does not work here: ${presence.needs} Without it, device 'cpu' computes the same, up to rounding.`,
    { device },
  );
}

/** ONNX Runtime's messages begin with a place in its sources and end in one more. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = text.split('\n').find((line) => line.trim() !== '') ?? text;
  return said.replace(/^.* was false\. /, '').replace(/[.\s]+$/, '');
}
