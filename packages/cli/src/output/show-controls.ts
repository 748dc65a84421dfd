import { controls, shownControl } from '@ganx/core/controls';

/** The codes by which ganx colours, as `ansi.ts` writes them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: codes begin with one.
const colors = /\u001b\[(?:1|2|22|31|32|33|36|39)m/y;

/**
 * A text with its controls escaped as JSON writes them, so that what comes from specs, plugins and the files of runs only
 * shows. A text of JSON means the same afterwards.
 *
 * Params     where `colored`, the codes of our own colours stay
 */
export function showControls(text: string, colored: boolean): string {
  return text.replace(controls, (sign, at: number) => {
    if (sign === '\r' && text[at + 1] === '\n') return sign;
    if (sign === '\u001b' && colored) {
      colors.lastIndex = at;
      if (colors.test(text)) return sign;
    }
    return shownControl(sign);
  });
}
