import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../plugin/index.js';
import { EventBus } from './event-bus.js';

const warning = (code: string): RunEvent => ({ type: 'warning', code, message: '' });

describe('EventBus', () => {
  it('hands an event to each subscriber in order, waiting for those that take time', async () => {
    const seen: string[] = [];
    const bus = new EventBus([
      { component: 'logger a', handle: () => void seen.push('a') },
      {
        component: 'callback b',
        handle: {
          warning: async () => {
            await new Promise((resolve) => setImmediate(resolve));
            seen.push('b');
          },
        },
      },
      { component: 'callback c', handle: { warning: () => void seen.push('c') } },
      { component: 'callback d', handle: { verdict: () => void seen.push('not this') } },
    ]);
    await bus.publish(warning('x'));
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('gives nothing to wait for when every handler is done at once', () => {
    const bus = new EventBus([{ component: 'callback a', handle: { warning: () => 5 as never } }]);
    expect(bus.publish(warning('x'))).toBeUndefined();
    expect(bus.publish({ type: 'interruption', signal: 'SIGINT' })).toBeUndefined();
  });

  it('hands out what handlers post after the event that they were handling', async () => {
    const seen: string[] = [];
    const bus: EventBus = new EventBus([
      {
        component: 'callback a',
        handle: {
          warning: (event: { code: string }) => {
            if (event.code === 'first') bus.post(warning('posted'));
          },
        },
      },
      { component: undefined, handle: (event: { code: string }) => void seen.push(event.code) },
    ]);
    await bus.publish(warning('first'));
    expect(seen).toEqual(['first', 'posted']);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('no');
      },
    ],
  ])('names the component and hook of a handler that %s, and stops there', async (_how, handle) => {
    const seen: string[] = [];
    const bus = new EventBus([
      { component: 'callback a', handle: { iteration: handle } },
      { component: 'callback b', handle: { iteration: () => void seen.push('b') } },
    ]);
    const counters = { iteration: 4, discriminatorSteps: 0, generatorSteps: 0, images: 0 };
    await expect((async () => bus.publish({ type: 'iteration', counters }))()).rejects.toMatchObject({
      code: 'GANX_PLUGIN_THREW',
      place: { component: 'callback a', hook: 'iteration', iteration: 4 },
    });
    expect(seen).toEqual([]);
  });
});
