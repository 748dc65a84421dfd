import { describe, expect, test } from 'vitest';
import { decodeRows } from './fashion-mnist.js';

const decode = (text: string) => decodeRows(Buffer.from(text), 2, 3);

describe('decodeRows', () => {
  test('reads rows of bytes and passes over empty ones', () => {
    expect(decode('{"data":[[0,9,10],[],[99,100,255],[]]}')).toEqual(Uint8Array.of(0, 9, 10, 99, 100, 255));
  });

  test.each([
    ['{}', /no \{"data"/],
    ['{"data":[[0,9,256],[1,2,3]]}', /no byte value at offset 14/],
    ['{"data":[[0,9,-1],[1,2,3]]}', /no byte value at offset 14/],
    ['{"data":[[0,9,1.5],[1,2,3]]}', /"," or "\]" was expected/],
    ['{"data":[[0,9],[1,2,3]]}', /a row of 2 numbers/],
    ['{"data":[[0,9,1]]}', /1 rows; expected 2/],
    ['{"data":[[0,9,1],[1,2,3],[4,5,6]]}', /more than 2 rows/],
    ['{"data":[[0,9,1],[1,2,3]', /"\]" was expected/],
    ['{"data":[[0,9,1],[1,2', /expected at offset/],
  ])('says what is wrong with %s', (text, message) => {
    expect(decode(text)).toMatch(message);
  });
});
