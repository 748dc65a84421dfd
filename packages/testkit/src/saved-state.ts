import { isDeepStrictEqual } from 'node:util';
import type { Json, Stateful } from '@ganx/core/plugin';
import { exactJson, parseExactJson } from '@ganx/core/run';
import { Finding } from './fault.js';

/** A component's state as a checkpoint gives it back. Throws where that is not what `save` gave. */
export function savedState(component: Stateful): Json | undefined {
  const state = component.save?.();
  if (state !== undefined && !component.load) throw new Finding('It has save() but no load().');
  return asCheckpointed(state);
}

/** What a checkpoint makes of a state. */
export function asCheckpointed(state: Json | undefined): Json | undefined {
  if (state === undefined) return undefined;
  const back = roundTrip(state) as Json;
  if (!isDeepStrictEqual(back, state))
    throw new Finding(
      `save() gives ${describe(state)}, of which a checkpoint keeps ${JSON.stringify(back)}.`,
    );
  return back;
}

/** Where the state is no JSON, in words: `seen: a Map`. */
function describe(state: unknown, path = ''): string {
  const at = path === '' ? '' : `${path}: `;
  if (state === null || typeof state === 'string' || typeof state === 'boolean') return `${at}${state}`;
  if (typeof state === 'number') return `${at}${Object.is(state, -0) ? '-0' : state}`;
  if (typeof state !== 'object') return `${at}${typeof state}`;
  const name = Object.getPrototypeOf(state)?.constructor?.name ?? 'object';
  if (name !== 'Object' && name !== 'Array') return `${at}a ${name}`;
  const entries = Object.entries(state as object);
  const odd = entries.find(([, value]) => !isDeepStrictEqual(roundTrip(value), value));
  return odd ? describe(odd[1], path === '' ? odd[0] : `${path}.${odd[0]}`) : `${at}an object`;
}

function roundTrip(value: unknown): unknown {
  return (parseExactJson(exactJson({ value })) as { readonly value?: unknown }).value;
}
