import type { AnyComponent, Stateful } from '@ganx/core/plugin';
import { memory } from '@tensorflow/tfjs-core';
import { asCheckpointed } from '../saved-state.js';

/** One call of a hook of a component under test. */
export interface Call {
  readonly hook: string;
  /** Tensors that there were more after it than before. */
  readonly kept: number;
  readonly drawsFromMathRandom: number;
  /** What of the state that it gave would not survive a checkpoint. */
  readonly lost?: string;
}

/**
 * The same component, with an eye on every call into what its factory makes: tensors that a call leaves, and draws from
 * Math.random. Everything else is as the plugin wrote it.
 */
export function watched(component: AnyComponent, calls: Call[]): AnyComponent {
  const factory = component.kind === 'logger' ? 'open' : 'create';
  if (!(factory in component)) return component;
  const make = (component as unknown as Record<string, (...given: unknown[]) => object>)[factory]!;
  return {
    ...component,
    [factory]: (...given: unknown[]) => watchMethods(make.apply(component, given), calls, ''),
  } as AnyComponent;
}

function watchMethods<T extends object>(made: T, calls: Call[], path: string): T {
  return new Proxy(made, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (key === 'save' && typeof value === 'function') return () => notePlainness(made, calls);
      if (typeof value === 'function') {
        return (...given: unknown[]) =>
          watchCall(calls, `${path}${String(key)}`, () => value.apply(target, given));
      }
      if (key === 'on' && value) return watchMethods(value, calls, 'on.');
      return value;
    },
  });
}

/** Calls `save` and notes whether a checkpoint keeps what it gives. */
function notePlainness(made: Stateful, calls: Call[]): unknown {
  const state = made.save!();
  let lost: string | undefined;
  try {
    asCheckpointed(state);
  } catch (error) {
    lost = (error as Error).message;
  }
  calls.push({ hook: 'save', kept: 0, drawsFromMathRandom: 0, ...(lost ? { lost } : {}) });
  return state;
}

function watchCall(calls: Call[], hook: string, call: () => unknown): unknown {
  const before = memory().numTensors;
  const spy = spyOnMathRandom();
  const done = () => {
    calls.push({ hook, kept: memory().numTensors - before, drawsFromMathRandom: spy.stop() });
  };
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    spy.stop();
    throw error;
  }
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => {
        done();
        return value;
      },
      (error: unknown) => {
        spy.stop();
        throw error;
      },
    );
  }
  done();
  return result;
}

/** Counts calls of Math.random until stopped. */
export function spyOnMathRandom(): { stop(): number } {
  const real = Math.random;
  let draws = 0;
  const spy = () => {
    draws++;
    return real();
  };
  Math.random = spy;
  return {
    stop() {
      if (Math.random === spy) Math.random = real;
      return draws;
    },
  };
}
