import {
  exitCodeOfError,
  GanxError,
  placeInStack,
  type RunPlace,
  SpecError,
  type SpecProblem,
  showPlace,
} from '@ganx/core';
import { nearest } from '@ganx/core/plugin';
import * as Cli from '@oclif/core/errors';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { surroundingsOf } from './last-words.js';
import { UsageError } from './usage-error.js';

/** What is to be said about anything that was thrown. */
export interface ErrorFacts {
  readonly kind: 'usage' | 'failure' | 'defect';
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly suggestions: readonly string[];
  readonly place?: RunPlace;
  readonly problems?: readonly SpecProblem[];
  readonly cause?: string;
  /** The line of a local plugin that threw, as `plugins/mine.ts:12:5`. */
  readonly source?: string;
}

export function factsOf(error: unknown): ErrorFacts {
  if (error instanceof UsageError) return usage(error.code, error.message, error.suggestions);
  if (error instanceof GanxError) {
    const source = placeInStack(error.cause);
    return {
      kind: 'failure',
      code: error.code,
      message: error.message,
      exitCode: exitCodeOfError(error),
      suggestions: [],
      place: error.place,
      ...(error instanceof SpecError && { problems: error.problems }),
      ...(error.cause !== undefined && { cause: messageOf(error.cause) }),
      ...(source !== undefined && { source: showPlace(source) }),
    };
  }
  const around = surroundingsOf(error);
  if (around) return { kind: 'failure', ...around, exitCode: exitCodes.runtime, suggestions: [] };
  if (error instanceof Cli.CLIError) return ofOclif(error);
  return {
    kind: 'defect',
    code: 'GANX_DEFECT',
    message: messageOf(error),
    exitCode: exitCodes.runtime,
    suggestions: [],
  };
}

function usage(code: UsageError['code'], message: string, suggestions: readonly string[] = []): ErrorFacts {
  return { kind: 'usage', code, message, exitCode: exitCodes.spec, suggestions };
}

interface OclifError extends Error {
  readonly args?: readonly { readonly name: string; readonly description: string }[];
  readonly flags?: readonly string[];
  readonly parse?: { readonly input: { readonly flags: Readonly<Record<string, unknown>> } };
}

/** oclif's parser errors, in our words where it knows the flag that was meant. */
function ofOclif(error: OclifError): ErrorFacts {
  if (error.args && /required arg/.test(error.message)) {
    const missing = error.args
      .map(({ name, description }) => `${name.toUpperCase()} (${description})`)
      .join(', ');
    return usage('GANX_CLI_ARGUMENT', `An argument is missing: ${missing}`);
  }
  if (error.flags && error.parse) {
    const known = Object.keys(error.parse.input.flags).map((name) => `--${name}`);
    const [first = ''] = error.flags;
    const message =
      error.flags.length === 1
        ? `There is no flag ${first}.`
        : `There are no flags ${error.flags.join(', ')}.`;
    return usage('GANX_CLI_FLAG', message, nearest(first.replace(/=.*/, ''), known));
  }
  const message = error.message
    .replace(/\nSee more help with --help$/, '')
    .replace(/^Parsing (--\S+)\s+Expected /, '$1: expected ');
  return usage(/flag|^--/i.test(message) ? 'GANX_CLI_FLAG' : 'GANX_CLI_ARGUMENT', message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
