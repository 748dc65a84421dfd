/** JSON that nests deeper than anything that ganx writes. */
export class TooDeep extends Error {}

/**
 * The value of a JSON text, its depth judged before: what goes through a value afterwards may call itself once for each
 * level.
 *
 * Errors     TooDeep; SyntaxError.
 */
export function parseBounded(text: string, depth: number): unknown {
  if (deepest(text) > depth) throw new TooDeep(`it nests deeper than ${depth} levels`);
  return JSON.parse(text);
}

const [quote, backslash, openList, openMap, closeList, closeMap] = [...'"\\[{]}'].map((sign) =>
  sign.charCodeAt(0),
);

/** How many brackets are open at most, those in texts left out. */
function deepest(text: string): number {
  let most = 0;
  let open = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inText) {
      if (code === backslash) i++;
      else if (code === quote) inText = false;
    } else if (code === quote) inText = true;
    else if (code === openList || code === openMap) most = Math.max(most, ++open);
    else if (code === closeList || code === closeMap) open--;
  }
  return most;
}
