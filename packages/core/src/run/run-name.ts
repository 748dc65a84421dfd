/** `ring`, of the run `ring/20260102-030405-abcdef`. */
export function nameOf({ run }: { readonly run: string }): string {
  return run.slice(0, Math.max(0, run.lastIndexOf('/')));
}

/** Whether an experiment's name is this one, or begins so where the pattern ends in `*`. */
export function fitsName(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
