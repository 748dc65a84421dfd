import { randomBytes, scryptSync } from 'node:crypto';
import type { SpecVariable } from '../spec/stored-form.js';
import { isAmendable } from './amendments.js';
import type { FactChange } from './compare-facts.js';

/** The variables of the environment that a stored spec refers to: enough to notice another value, and not the value. */
export interface EnvironmentRecord {
  /** Hexadecimal, drawn for each record. */
  readonly salt: string;
  readonly variables: readonly {
    readonly name: string;
    /** Where in the spec. */
    readonly paths: readonly string[];
    /** Of the salt and the value, slow to make, so that short values are not found by trying; null where it was not set. */
    readonly digest: string | null;
  }[];
}

/** More places of one variable than anyone reads. */
const mostPaths = 20;

/** Undefined where a spec holds nothing of the environment. */
export function recordEnvironment(variables: readonly SpecVariable[]): EnvironmentRecord | undefined {
  if (variables.length === 0) return undefined;
  const salt = randomBytes(16).toString('hex');
  return {
    salt,
    variables: variables.map(({ name, paths, value }) => ({
      name,
      paths: paths.slice(0, mostPaths),
      digest: digestOf(salt, value),
    })),
  };
}

const digestOf = (salt: string, value: string | undefined): string | null =>
  value === undefined ? null : scryptSync(value, Buffer.from(salt, 'hex'), 32).toString('hex');

/**
 * The variables that are not what they were. Those that a spec refers to only now, or no longer, are not among them: that
 * is a change of the spec.
 */
export function changesOfEnvironment(
  before: EnvironmentRecord | undefined,
  now: readonly SpecVariable[],
): readonly FactChange[] {
  const known = new Map(now.map((variable) => [variable.name, variable]));
  return (before?.variables ?? []).flatMap(({ digest, name }) => {
    const own = known.get(name);
    if (!own || digestOf(before!.salt, own.value) === digest) return [];
    return [
      {
        what: `environment variable ${name} (${own.paths.slice(0, mostPaths).join(', ')})`,
        before: digest === null ? 'not set' : 'as the run began',
        after: own.value === undefined ? 'not set' : 'another value',
        changesBits: !own.paths.every(isAmendable),
      },
    ];
  });
}

/** A sentence for each of them, for those who only read the run. */
export const environmentWarnings = (changes: readonly FactChange[]): readonly string[] =>
  changes.map(
    ({ after, before, what }) =>
      `GANX_ENVIRONMENT_CHANGED: The ${what} is not what it was when the run began: ${before} -> ${after}.`,
  );
