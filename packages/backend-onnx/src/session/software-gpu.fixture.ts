import { existsSync } from 'node:fs';
import { type DevicePresence, probeDevice } from './device.js';

/** A Vulkan device in software that Debian's chromium package brings along; the driver of a real card goes before it. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * WebGPU for tests: what the machine has, else SwiftShader, which computes on the processor what a GPU would, through the
 * same execution provider. Must be called before anything else loads ONNX Runtime's WebGPU provider in this process.
 */
export function webgpuForTests(): DevicePresence {
  if (!process.env.VK_DRIVER_FILES && !existsSync('/dev/dri/renderD128') && existsSync(swiftShader)) {
    process.env.VK_DRIVER_FILES = swiftShader;
    process.env.VK_ICD_FILENAMES = swiftShader; // its name before version 1.3.207 of the loader
    process.env.XDG_RUNTIME_DIR ??= '/tmp'; // otherwise some loader layers complain on stderr
  }
  return probeDevice('webgpu');
}
