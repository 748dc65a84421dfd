import { describe, expect, it } from 'vitest';
import { checkDescription } from './described.js';

const sound = { shape: [28, 28, 1], dtype: 'uint8', size: 100 } as const;

describe('what a dataset says of itself', () => {
  it('is taken as it is where it is sound', () => {
    const whole = { ...sound, heldOutSize: 0, classes: 2, classNames: ['a', 'b'], range: [0, 1], memory: 7 };
    expect(checkDescription(whole, 'own', 'describe')).toBe(whole);
    expect(checkDescription({ ...sound, size: 0 }, 'own', 'load')).toEqual({ ...sound, size: 0 });
  });

  it.each([
    [undefined, 'undefined', 'an object with shape, dtype and size'],
    [{ ...sound, shape: [28, 0] }, 'shape: [28,0]', 'a list of whole numbers above 0'],
    [{ ...sound, shape: [] }, 'shape: []', 'a list of whole numbers above 0'],
    [{ ...sound, dtype: undefined }, 'dtype: undefined', "'uint8' or 'float32'"],
    [{ ...sound, size: undefined }, 'size: undefined', 'a whole number of training examples'],
    [{ ...sound, size: 1.5 }, 'size: 1.5', 'a whole number of training examples'],
    [{ ...sound, heldOutSize: -1 }, 'heldOutSize: -1', 'a whole number of held-out examples, or nothing'],
    [{ ...sound, classes: 0 }, 'classes: 0', 'a whole number above 0, or nothing'],
    [{ ...sound, classNames: [1] }, 'classNames: [1]', 'a list of texts, or nothing'],
    [
      { ...sound, examplesPerClass: [1, -1] },
      'examplesPerClass: [1,-1]',
      'a list of whole numbers, or nothing',
    ],
    [{ ...sound, range: [1, 0] }, 'range: [1,0]', 'two finite numbers, the smaller first, or nothing'],
    [{ ...sound, memory: -1 }, 'memory: -1', 'a whole number of bytes, or nothing'],
  ])('is refused by name where it is not: %j', (given, seen, expected) => {
    expect(() => checkDescription(given, 'acme/own', 'describe')).toThrow(
      expect.objectContaining({
        code: 'GANX_PLUGIN_RESULT',
        message: `The dataset acme/own gave ${seen} from its hook "describe", but ${expected} is expected.`,
        place: { component: 'dataset acme/own', hook: 'describe' },
      }),
    );
  });
});
