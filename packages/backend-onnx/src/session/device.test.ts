import { afterEach, describe, expect, it } from 'vitest';
import { devices, keepsState, providersOf } from './device.js';

describe('the providers of a device', () => {
  const before = process.env.NVIDIA_TF32_OVERRIDE;
  afterEach(() => {
    delete process.env.NVIDIA_TF32_OVERRIDE;
    if (before !== undefined) process.env.NVIDIA_TF32_OVERRIDE = before;
  });

  it('end with the processor, for what the device cannot do', () => {
    for (const device of devices) expect(providersOf(device).at(-1)).toBe('cpu');
    expect(providersOf('webgpu')).toEqual(['webgpu', 'cpu']);
  });

  it('have NVIDIA multiply whole float32 numbers, unless the user says otherwise', () => {
    delete process.env.NVIDIA_TF32_OVERRIDE;
    providersOf('webgpu');
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBeUndefined();
    providersOf('cuda');
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBe('0');
    process.env.NVIDIA_TF32_OVERRIDE = '1';
    providersOf('cuda');
    expect(process.env.NVIDIA_TF32_OVERRIDE).toBe('1');
  });

  it('keep variables where the binding hands out their memory', () => {
    expect(devices.filter(keepsState)).toEqual(['webgpu']);
  });
});
