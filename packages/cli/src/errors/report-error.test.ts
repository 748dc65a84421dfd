import { BackendError, PluginError } from '@ganx/core';
import { expect, test } from 'vitest';
import { makePaint } from '../ansi.js';
import { factsOf } from './error-facts.js';
import { describe, errorJson } from './report-error.js';
import { UsageError } from './usage-error.js';

const plain = makePaint(false);

test('a failure is told with its code, its place and its cause', () => {
  const error = new PluginError('GANX_PLUGIN_THREW', 'The callback threw.', {
    place: { component: 'callback acme/map', hook: 'tick', iteration: 40 },
    cause: new Error('no such folder'),
  });
  expect(describe(factsOf(error), plain)).toBe(
    'error GANX_PLUGIN_THREW The callback threw.\n  at callback acme/map, tick, iteration 40\n  because no such folder\n',
  );
  expect(factsOf(error).exitCode).toBe(3);
});

test('a wrong command line ends with 2 and says what may have been meant', () => {
  const facts = factsOf(new UsageError('GANX_CLI_COMMAND', 'There is no command "rnu".', ['run']));
  expect([facts.exitCode, facts.kind]).toEqual([2, 'usage']);
  expect(describe(facts, plain)).toContain('did you mean run?');
});

test('anything that nobody threw on purpose is a defect, with how to report it and no stack', () => {
  const text = describe(factsOf(new TypeError('x is undefined')), plain);
  expect(text).toContain('GANX_DEFECT x is undefined');
  expect(text).toContain('Please report it');
  expect(text).not.toMatch(/\n\s+at .*:\d+/);
});

test('the JSON of an error holds what a program needs', () => {
  expect(errorJson(factsOf(new BackendError('GANX_BACKEND_MISSING', 'Not installed.')))).toEqual({
    error: { code: 'GANX_BACKEND_MISSING', message: 'Not installed.', suggestions: [], place: {} },
  });
});
