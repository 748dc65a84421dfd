/** The few terminal codes that ganx uses. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Paint = { readonly [K in keyof typeof codes]: (text: string) => string };

export function makePaint(color: boolean): Paint {
  const entries = Object.entries(codes).map(([name, [open, close]]) => [
    name,
    (text: string) => (color && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text),
  ]);
  return Object.fromEntries(entries) as Paint;
}

/** Whether to colour what goes to this stream: NO_COLOR and FORCE_COLOR win over what the stream is. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

const colorCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Length on the screen: without colour codes. */
export function visibleLength(text: string): number {
  return [...text.replace(colorCode, '')].length;
}

/** At most `width` characters on the screen, colour codes kept. */
export function cut(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  let room = width - 1;
  let kept = '';
  let from = 0;
  for (const match of [...text.matchAll(colorCode), undefined]) {
    const plain = [...text.slice(from, match?.index)];
    kept += plain.slice(0, room).join('') + (match?.[0] ?? '');
    room = Math.max(0, room - plain.length);
    from = match ? match.index + match[0].length : from;
  }
  return `${kept}…`;
}
