import { expect, it } from 'vitest';
import { channelBlock } from './channel-block.js';
import { openSessions } from './session.js';

it('the block of channels follows from the instructions of the processor, and asking for it leaves no session open', () => {
  const before = openSessions();
  expect([1, 8, 16]).toContain(channelBlock());
  expect(channelBlock()).toBe(channelBlock());
  expect(openSessions()).toBe(before);
});
