import { describe, expect, it } from 'vitest';
import { CounterStream, DataOrder, Permutation, RandomStreams, streamKey, threefry } from './index.js';
import { plainWords, simdWords } from './word-source.js';

describe('threefry', () => {
  // kat_vectors of Random123 1.14, threefry2x32 with 20 rounds.
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x243f6a88, 0x85a308d3],
      [0x13198a2e, 0x03707344],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as [[number, number], [number, number], [number, number]][])(
    'counter %j key %j gives the published words',
    (counter, key, words) => {
      expect(threefry(key, counter)).toEqual(words);
    },
  );
});

describe('CounterStream', () => {
  const floats = (fill: (stream: CounterStream, target: Float32Array) => void, n: number, seed = 1) => {
    const target = new Float32Array(n);
    fill(new CounterStream(seed, 'test'), target);
    return target;
  };
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

  it('uniform numbers stay below the open end and fill 64 bins evenly', () => {
    const values = floats((s, t) => s.uniform(t, -1, 1), 200_000);
    const bins = new Array<number>(64).fill(0);
    expect(values.every((v) => v >= -1 && v < 1)).toBe(true);
    for (const v of values) bins[Math.floor((v + 1) * 32)]!++;
    const expected = values.length / 64;
    const chi2 = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi2).toBeLessThan(120); // 63 degrees of freedom: 99.999 % lie below 119.
  });

  it('uniform never reaches the open end where float32 would round up to it', () => {
    const values = floats((s, t) => s.uniform(t, 0.99999994, 1), 10_000);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it('normal numbers have the moments of a normal distribution', () => {
    const values = floats((s, t) => s.normal(t, 3, 2), 200_001);
    const m = mean(values);
    const central = (k: number) => mean(values.map((v) => ((v - m) / 2) ** k));
    expect(m).toBeCloseTo(3, 1);
    expect(Math.abs(central(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(central(3))).toBeLessThan(0.05);
    expect(Math.abs(central(4) - 3)).toBeLessThan(0.1);
  });

  it.each([0, 0.001, 1 / 256, 0.3, 0.5, 0.7, 1])('bernoulli draws 1 with probability %f', (p) => {
    const target = new Uint8Array(400_000);
    new CounterStream(5, 'b').bernoulli(target, p);
    const deviation = Math.sqrt((p * (1 - p)) / target.length);
    expect(Math.abs(mean(target) - p)).toBeLessThanOrEqual(5 * deviation);
  });

  it('whole numbers cover their range evenly', () => {
    const target = new Int32Array(70_000);
    new CounterStream(5, 'i').integers(target, 7);
    const counts = new Array<number>(7).fill(0);
    for (const v of target) counts[v]!++;
    for (const n of counts) expect(Math.abs(n - 10_000)).toBeLessThan(500);
  });

  it('neighbouring numbers, and streams of other names or seeds, are uncorrelated', () => {
    const correlation = (a: Float32Array, b: Float32Array) => mean(a.map((v, i) => v * b[i]!));
    const a = floats((s, t) => s.normal(t), 100_000, 1);
    const other = floats((s, t) => s.normal(t), 100_000, 2);
    const named = new Float32Array(100_000);
    new CounterStream(1, 'test2').normal(named);
    for (const b of [other, named, Float32Array.from([...a.slice(1), a[0]!])]) {
      expect(Math.abs(correlation(a, b))).toBeLessThan(0.016);
    }
  });

  it('moves by an amount that depends on the length only, and can be put anywhere', () => {
    const stream = new CounterStream(9, 's');
    const first = new Float32Array(5000);
    stream.uniform(first);
    expect(stream.position).toBe(2500);
    const second = new Uint8Array(17);
    stream.bernoulli(second, 0.3);
    expect(stream.position).toBe(2503);
    const again = new CounterStream(9, 's');
    again.position = 2500;
    const replay = new Uint8Array(17);
    again.bernoulli(replay, 0.3);
    expect(replay).toEqual(second);
  });

  it('a long fill equals the same numbers drawn in pieces of whole blocks', () => {
    const whole = new Uint8Array(20_000);
    new CounterStream(3, 'w').bernoulli(whole, 0.7);
    const stream = new CounterStream(3, 'w');
    const pieces = new Uint8Array(20_000);
    for (let from = 0; from < 20_000; from += 800) stream.bernoulli(pieces.subarray(from, from + 800), 0.7);
    expect(pieces).toEqual(whole);
  });

  it('keeps counting past 2^32 blocks', () => {
    const draw = (position: number) => {
      const stream = new CounterStream(3, 'w');
      stream.position = position;
      const t = new Float32Array(4);
      stream.uniform(t);
      return t;
    };
    expect(draw(2 ** 32 - 1).slice(2)).toEqual(draw(2 ** 32).slice(0, 2));
    expect(draw(2 ** 32)).not.toEqual(draw(0));
  });
});

describe('SIMD words', () => {
  const simd = simdWords()!;
  const plain = plainWords();

  it.each([0, 1, 4095, 2 ** 32 - 3, 2 ** 32 - 5, 2 ** 32, 2 ** 33 + 17, 2 ** 48])(
    'are the words of the reference from block %d on',
    (first) => {
      for (const blocks of [1, 2, 4, 7, 1024]) {
        const expected = plain.words(0x12345678, 0x9abcdef0, first, blocks).slice(0, 2 * blocks);
        expect(simd.words(0x12345678, 0x9abcdef0, first, blocks).slice(0, 2 * blocks)).toEqual(expected);
      }
    },
  );

  it.each([1, 15, 16, 17, 8192, 100_003])('fill %i numbers of every kind alike', (n) => {
    const fills = [
      (s: CounterStream) => {
        const t = new Float32Array(n);
        s.uniform(t, -2, 3);
        return t;
      },
      (s: CounterStream) => {
        const t = new Float32Array(n);
        s.normal(t);
        return t;
      },
      (s: CounterStream) => {
        const t = new Int32Array(n);
        s.integers(t, 1000);
        return t;
      },
      ...[0, 0.003, 0.25, 0.7, 0.9999, 1].map((p) => (s: CounterStream) => {
        const t = new Uint8Array(n);
        s.bernoulli(t, p);
        return t;
      }),
    ];
    const [a, b] = [new CounterStream(1, 'x', simd), new CounterStream(1, 'x', plain)];
    for (const fill of fills) {
      expect(Buffer.from(fill(a).buffer).equals(Buffer.from(fill(b).buffer))).toBe(true);
      expect(a.position).toBe(b.position);
    }
  });
});

describe('RandomStreams', () => {
  it('does not care in which order streams are opened, and restores their positions', () => {
    const draw = (streams: RandomStreams, name: string) => {
      const t = new Float32Array(3);
      streams.stream(name).normal(t);
      return [...t];
    };
    const a = new RandomStreams(7);
    const b = new RandomStreams(7);
    const ax = draw(a, 'x');
    const ay = draw(a, 'y');
    const by = draw(b, 'y');
    expect([ax, ay]).toEqual([draw(b, 'x'), by]);
    const saved = a.save();
    expect(saved).toEqual({ x: 2, y: 2 });
    const next = draw(a, 'x');
    draw(b, 'z');
    b.load(saved);
    expect(draw(b, 'x')).toEqual(next);
    expect(b.stream('z').position).toBe(0);
  });

  it('seeds above 2^32 count in full', () => {
    expect(streamKey(1, 'a')).not.toEqual(streamKey(1 + 2 ** 32, 'a'));
  });
});

describe('data order', () => {
  it.each([1, 2, 3, 10, 16, 17, 1000, 60_000, 100_000])(
    'a permutation of %i holds every index once',
    (size) => {
      const permutation = new Permutation(size, streamKey(1, 'data'), 4);
      const seen = new Uint8Array(size);
      for (let i = 0; i < size; i++) seen[permutation.at(i)]!++;
      expect(seen.every((n) => n === 1)).toBe(true);
    },
  );

  it.each([1, 5, 1000, 60_000, 100_000, 2 ** 29, 2 ** 30, 2 ** 30 + 1, 2 ** 33])(
    'of %i fills many places as one by one',
    (size) => {
      const permutation = new Permutation(size, streamKey(2, 'data'), 1);
      const first = Math.max(0, size - 700);
      const target = new Int32Array(Math.min(size, 700));
      permutation.fill(first, target);
      expect(target).toEqual(target.map((_, i) => permutation.at(first + i)));
    },
  );

  it('first places are spread evenly over epochs', () => {
    const counts = new Array<number>(10).fill(0);
    for (let epoch = 0; epoch < 5000; epoch++)
      counts[new Permutation(10, streamKey(1, 'data'), epoch).at(0)]!++;
    for (const n of counts) expect(Math.abs(n - 500)).toBeLessThan(110);
  });

  it('gives every example once per pass, in another order each time, across batch borders', () => {
    const order = new DataOrder(1, 'data', 10);
    const all = Array.from({ length: 5 }, () => {
      const batch = new Int32Array(6);
      order.next(batch);
      return [...batch];
    }).flat();
    const passes = [all.slice(0, 10), all.slice(10, 20), all.slice(20, 30)];
    for (const pass of passes)
      expect([...pass].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(passes[0]).not.toEqual(passes[1]);
    expect(order.cursor).toEqual({ epoch: 2, position: 10 });
  });

  it('goes on from a cursor', () => {
    const order = new DataOrder(1, 'data', 10);
    order.next(new Int32Array(13));
    const other = new DataOrder(1, 'data', 10);
    other.cursor = order.cursor;
    const [a, b] = [new Int32Array(15), new Int32Array(15)];
    order.next(a);
    other.next(b);
    expect(b).toEqual(a);
  });
});
