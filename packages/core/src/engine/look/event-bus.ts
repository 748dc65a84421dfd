import { fromPlugin } from '../../experiment/guard.js';
import type { RunEvent } from '../../plugin/index.js';

type Handle = (event: never) => void | Promise<void>;

export interface Subscriber {
  /** `kind type`; undefined for the run's own log. */
  readonly component: string | undefined;
  /** For every event, or by its type. */
  readonly handle: Handle | { readonly [T in RunEvent['type']]?: Handle };
}

interface Entry {
  readonly component: string | undefined;
  readonly handle: (event: RunEvent) => void | Promise<void>;
}

/**
 * Hands events to subscribers in order, each one after the one before is done. Nothing is allocated and nothing awaited
 * where no handler returns a promise, since a small experiment publishes thousands of events a second.
 */
export class EventBus {
  readonly #byType = new Map<string, Entry[]>();
  readonly #everyType: Entry[] = [];
  readonly #posted: RunEvent[] = [];

  /** `conceal` takes out of an event what must not be written; left out: nothing. */
  constructor(
    subscribers: readonly Subscriber[],
    private readonly conceal: (event: RunEvent) => RunEvent = (event) => event,
  ) {
    const types = new Set<string>();
    for (const { handle } of subscribers) {
      if (typeof handle !== 'function') for (const type of Object.keys(handle)) types.add(type);
    }
    for (const type of types) this.#byType.set(type, []);
    for (const { component, handle } of subscribers) {
      if (typeof handle === 'function') {
        const entry = { component, handle } as Entry;
        this.#everyType.push(entry);
        for (const entries of this.#byType.values()) entries.push(entry);
      } else {
        for (const [type, own] of Object.entries(handle)) {
          if (own) this.#byType.get(type)!.push({ component, handle: own as Entry['handle'] });
        }
      }
    }
  }

  /** Says an event from inside a handler: it is handed out when the current event is done. */
  post(event: RunEvent): void {
    this.#posted.push(event);
  }

  /** Returns a promise only if there is something to wait for. */
  publish(event: RunEvent): void | Promise<void> {
    const waiting = this.#hand(this.conceal(event), 0);
    if (waiting) return waiting.then(() => this.drain());
    if (this.#posted.length > 0) return this.drain();
  }

  /** Hands out what was posted. */
  async drain(): Promise<void> {
    for (let event = this.#posted.shift(); event; event = this.#posted.shift()) {
      const waiting = this.#hand(this.conceal(event), 0);
      if (waiting) await waiting;
    }
  }

  #hand(event: RunEvent, from: number): void | Promise<void> {
    const entries = this.#byType.get(event.type) ?? this.#everyType;
    for (let i = from; i < entries.length; i++) {
      const { component, handle } = entries[i]!;
      try {
        const waiting = handle(event);
        // Checked, not believed: an arrow function may return a number where nothing is asked for.
        if (typeof waiting?.then === 'function') {
          return waiting.then(
            () => this.#hand(event, i + 1),
            (cause: unknown) => fail(cause, component, event),
          );
        }
      } catch (cause) {
        fail(cause, component, event);
      }
    }
  }
}

function fail(cause: unknown, component: string | undefined, event: RunEvent): never {
  if (component === undefined) throw cause;
  const iteration = iterationOf(event);
  throw fromPlugin(cause, { component, hook: event.type, ...(iteration === undefined ? {} : { iteration }) });
}

function iterationOf(event: RunEvent): number | undefined {
  if ('counters' in event) return event.counters.iteration;
  if (event.type === 'verdict') return event.verdict.iteration;
  return event.type === 'run-start' ? (event.resumedAt ?? 0) : undefined;
}
