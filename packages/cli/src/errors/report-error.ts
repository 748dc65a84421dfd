import { makePaint, type Paint, wantsColor } from '../ansi.js';
import { stderr, stdout } from '../output/output.js';
import { type ErrorFacts, factsOf } from './error-facts.js';
import { LocatedSpecError } from './located-spec-error.js';

/**
 * Says what went wrong on stderr, and with `json` as the last line of stdout too; gives the exit code. Stack traces, of defects
 * and of what plugins threw, are printed only under DEBUG.
 */
export async function reportError(error: unknown, { json }: { readonly json: boolean }): Promise<number> {
  const facts = factsOf(error);
  const color = wantsColor(stderr);
  if (error instanceof LocatedSpecError) {
    const { renderProblems } = await import('@ganx/core/spec');
    stderr.write(`${renderProblems(error.problems, error.sources, { color, directory: process.cwd() })}\n`);
  } else {
    stderr.write(describe(facts, makePaint(color)));
  }
  if (process.env.DEBUG) {
    const thrown = facts.kind === 'defect' ? error : (error as Error).cause;
    if (thrown instanceof Error) stderr.write(`${thrown.stack ?? ''}\n`);
  }
  if (json) stdout.write(`${JSON.stringify(errorJson(facts))}\n`);
  return facts.exitCode;
}

export function errorJson({ code, message, suggestions, place, source, problems }: ErrorFacts): object {
  return {
    error: {
      code,
      message,
      suggestions,
      ...(place && { place }),
      ...(source !== undefined && { source }),
      ...(problems && { problems }),
    },
  };
}

export function describe(facts: ErrorFacts, paint: Paint): string {
  const lines = [`${paint.red(paint.bold('error'))} ${paint.dim(facts.code)} ${facts.message}`];
  const { component, hook, iteration, path } = facts.place ?? {};
  const place = [component, hook, iteration === undefined ? undefined : `iteration ${iteration}`, path];
  const known = place.filter((part) => part !== undefined);
  if (known.length > 0) lines.push(`  at ${known.join(', ')}`);
  if (facts.source !== undefined && !facts.message.includes(facts.source)) lines.push(`  in ${facts.source}`);
  if (facts.cause !== undefined && !facts.message.includes(facts.cause))
    lines.push(`  because ${facts.cause}`);
  if (facts.suggestions.length > 0) lines.push(`  did you mean ${facts.suggestions.join(' or ')}?`);
  if (facts.kind === 'usage') lines.push('  see ganx --help');
  if (facts.kind === 'defect') {
    lines.push(
      '  This is a mistake in ganx or in a plugin, not in your spec. Please report it with the command and the spec;',
      '  DEBUG=ganx in the environment adds the stack trace that helps to find it.',
    );
  }
  return `${lines.join('\n')}\n`;
}
