import type { ErrorObject } from 'ajv';

/**
 * Ajv reports every branch of an `anyOf` or `oneOf`, and `if` beside what its branch found. This leaves one voice per place:
 * the errors inside the branch that was meant, where that can be told, else the combination as a whole.
 */
export function collapseBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let left = [...errors];
  const combinations = errors
    .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
    .sort((a, b) => b.schemaPath.length - a.schemaPath.length);
  for (const whole of combinations) {
    const prefix = `${whole.schemaPath}/`;
    const inside = left.filter((error) => error.schemaPath.startsWith(prefix) && isAtOrBelow(error, whole));
    const meant = meantBranch(inside, prefix, whole);
    left = left.filter((error) => !inside.includes(error) && error !== whole);
    left.push(...(meant ?? [asTypeError(whole, inside)]));
  }
  const conditional = left.filter(({ keyword }) => keyword === 'if');
  return left.filter(
    (error) =>
      !conditional.includes(error) || !left.some((other) => other !== error && isAtOrBelow(other, error)),
  );
}

const isAtOrBelow = (error: ErrorObject, above: ErrorObject): boolean =>
  error.instancePath === above.instancePath || error.instancePath.startsWith(`${above.instancePath}/`);

/** The branch whose own type fits the value, if only one does. */
function meantBranch(
  inside: readonly ErrorObject[],
  prefix: string,
  whole: ErrorObject,
): readonly ErrorObject[] | undefined {
  const byBranch = new Map<string, ErrorObject[]>();
  for (const error of inside) {
    const branch = error.schemaPath.slice(prefix.length).split('/')[0]!;
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), error]);
  }
  const fitting = [...byBranch.values()].filter((branch) => !branch.some((error) => rulesOut(error, whole)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

const rulesOut = (error: ErrorObject, whole: ErrorObject): boolean =>
  error.instancePath === whole.instancePath && ['type', 'const', 'enum', 'if'].includes(error.keyword);

/** No branch fits: the value is of a wrong type if each branch says so, else out of range. */
function asTypeError(whole: ErrorObject, inside: readonly ErrorObject[]): ErrorObject {
  const own = inside.filter((error) => error.instancePath === whole.instancePath);
  const keyword = own.length > 0 && own.every((error) => error.keyword === 'type') ? 'type' : whole.keyword;
  const choices = own.flatMap((error) => (error.params.allowedValues as unknown[] | undefined) ?? []);
  return { ...whole, keyword, params: choices.length > 0 ? { allowedValues: choices } : whole.params };
}
