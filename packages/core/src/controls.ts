/**
 * What a terminal would act on, or show in another order than it stands in: control characters but line ends and tabs, and
 * the marks of writing direction.
 */
export const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Such a character as JSON writes it. */
export const shownControl = (sign: string): string =>
  `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
