import type { RunEvent } from '../../plugin/index.js';

type Conceal = (text: string) => string;

/** An event as it may be written down: its sentences without what the spec took from the environment. */
export function concealEvent(event: RunEvent, conceal: Conceal): RunEvent {
  switch (event.type) {
    case 'warning':
    case 'exception':
      return { ...event, message: conceal(event.message) };
    case 'balance':
    case 'checkpoint':
      return { ...event, reason: conceal(event.reason) };
    case 'artifact':
      return { ...event, description: conceal(event.description) };
    case 'roll-back':
      return { ...event, rollBack: concealReason(event.rollBack, conceal) };
    case 'verdict':
    case 'run-end':
      return { ...event, verdict: concealReason(event.verdict, conceal) };
    default:
      return event;
  }
}

export const concealReason = <T extends { readonly reason: string }>(told: T, conceal: Conceal): T => ({
  ...told,
  reason: conceal(told.reason),
});
