export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

export interface Hunk {
  /** The enclosing keys, as `discriminator.layers`; empty at the top. */
  readonly place: string;
  readonly lines: readonly DiffLine[];
}

/** The shortest way from one text to the other in whole lines: a longest common subsequence by dynamic programming. */
export function diffLines(from: string, to: string): DiffLine[] {
  const a = linesOf(from);
  const b = linesOf(to);
  const width = b.length + 1;
  // common[i, j] = length of the longest common subsequence of a[i..] and b[j..]
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i]! });
      i++;
      j++;
    } else if (
      i < a.length &&
      (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
    ) {
      lines.push({ sign: '-', text: a[i++]! });
    } else {
      lines.push({ sign: '+', text: b[j++]! });
    }
  }
  return lines;
}

/** Only what changed in two specs, with `context` lines around it and the keys that it stands below. */
export function diffSpecs(from: string, to: string, context = 2): Hunk[] {
  const all = diffLines(from, to);
  const shown = all.map((_, index) =>
    all.slice(Math.max(0, index - context), index + context + 1).some(({ sign }) => sign !== ' '),
  );
  const hunks: { place: string; lines: DiffLine[] }[] = [];
  // Indentation and name of the keys above the line at hand.
  const above: { indent: number; key: string }[] = [];
  for (const [index, line] of all.entries()) {
    const indent = line.text.search(/\S/);
    while (above.length > 0 && above.at(-1)!.indent >= indent) above.pop();
    if (shown[index]) {
      if (!shown[index - 1]) hunks.push({ place: above.map(({ key }) => key).join('.'), lines: [] });
      hunks.at(-1)!.lines.push(line);
    }
    const key = /^\s*(?:- )?([^\s:#]+):\s*$/.exec(line.text)?.[1];
    if (key !== undefined) above.push({ indent, key });
  }
  return hunks;
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
