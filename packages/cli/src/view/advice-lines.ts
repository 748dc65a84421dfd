import { type SpecAdvice, shellWord } from '@ganx/core/spec';

/** Advice in one line each: what it is about, and who tells more. */
export function adviceLines(advice: readonly SpecAdvice[]): string[] {
  if (advice.length === 0) return [];
  return [
    ...advice.map(({ code, path, override }) => {
      const mend = override === null ? '' : `; mended by ${shellWord(override)}`;
      return `advice ${code} at ${path}${mend}`;
    }),
    'ganx check tells the reasons; advice.ignore in the spec silences a code',
  ];
}
