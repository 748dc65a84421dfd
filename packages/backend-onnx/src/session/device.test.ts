import { afterEach, describe, expect, it } from 'vitest';
import { devices, forbidTf32, keepsState, probeDevice, providersOf } from './device.js';

describe('a device', () => {
  it('leaves what it cannot do to the processor', () => {
    for (const device of devices) expect(providersOf(device).at(-1)).toBe('cpu');
    expect(providersOf('webgpu')).toEqual(['webgpu', 'cpu']);
  });

  it('keeps variables where the binding hands out their memory', () => {
    expect(devices.filter(keepsState)).toEqual(['webgpu']);
  });
});

describe('TF32', () => {
  const before = process.env.NVIDIA_TF32_OVERRIDE;
  afterEach(() => {
    delete process.env.NVIDIA_TF32_OVERRIDE;
    if (before !== undefined) process.env.NVIDIA_TF32_OVERRIDE = before;
  });

  it('is forbidden by nothing but a session for CUDA, and not where the user chose', () => {
    delete process.env.NVIDIA_TF32_OVERRIDE;
    for (const device of devices) providersOf(device);
    probeDevice('cpu');
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBeUndefined();
    forbidTf32();
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBe('0');
    process.env.NVIDIA_TF32_OVERRIDE = '1';
    forbidTf32();
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBe('1');
  });
});
