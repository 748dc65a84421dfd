/** A number that was measured: it has decimals, or stands before a unit of time. */
const measured = /-?\d+\.\d+(?:e[+-]?\d+)?|\d+(?=(?:ms|s)\b)/g;

/**
 * The output that a tutorial shows as a pattern. A line of three dots stands for any lines, `…` for anything within a line.
 * Measured numbers depend on the machine and match any other; whole numbers are facts, and so are all words.
 */
export function patternOf(shown: readonly string[]): RegExp {
  const lines = shown.map((line) => {
    if (line === '...') return '(?:.*\\n)*?';
    const parts = line.split('…').map((part) =>
      part
        .split(measured)
        .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ +/g, ' +'))
        .join('-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?'),
    );
    return `${parts.join('.*')} *\\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}
