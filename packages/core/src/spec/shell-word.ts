/** Text as a shell takes it for one word: as it is, or in single quotes. */
export const shellWord = (text: string): string =>
  /^[\w./:=+,@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
