/** The codes by which ganx colours, as `ansi.ts` writes them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: codes begin with one.
const colors = /\u001b\[(?:1|2|22|31|32|33|36|39)m/y;

/**
 * What a terminal would act on, or show in another order than it stands in: control characters but line ends and tabs, and
 * the marks of writing direction.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text with its controls escaped as JSON writes them, so that what comes from specs, plugins and the files of runs only
 * shows. A text of JSON means the same afterwards.
 *
 * Params     where `colored`, the codes of our own colours stay
 */
export function showControls(text: string, colored: boolean): string {
  return text.replace(control, (sign, at: number) => {
    if (sign === '\r' && text[at + 1] === '\n') return sign;
    if (sign === '\u001b' && colored) {
      colors.lastIndex = at;
      if (colors.test(text)) return sign;
    }
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
