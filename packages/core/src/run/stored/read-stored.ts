import { RunIoError } from '../../errors.js';
import { judgeValue } from '../../judge-value.js';
import { parseBounded, TooDeep } from './bounded-json.js';
import { decodeExact } from './exact-json.js';
import { type StoredKind, type StoredName, storedKinds } from './kinds.js';
import { readPlainFile } from './plain-file.js';

/** What is wrong with a file or a line that was read back. */
export class Unfit extends Error {}

/**
 * The content of a text of one kind, held against the kind's schema and bounds.
 *
 * Errors     Unfit, whose message goes on from "it is damaged: ".
 */
export function parseStored<T>(kindName: StoredName, text: string): T {
  const kind: StoredKind = storedKinds[kindName];
  if (text.length > kind.limit)
    throw new Unfit(`it has ${text.length} characters, more than any that ganx writes`);
  let value: unknown;
  try {
    value = parseBounded(text, kind.depth);
    if (kind.exact) value = decodeExact(value);
    if (kind.renew) value = kind.renew(value);
  } catch (cause) {
    throw new Unfit(cause instanceof TooDeep ? cause.message : 'it is not JSON');
  }
  const problem = judgeValue(kind.schema, value);
  if (problem !== undefined) throw new Unfit(problem);
  return value as T;
}

/**
 * Reads a file of one kind.
 *
 * Errors     RunIoError GANX_RUN_DAMAGED with the field that does not fit; GANX_RUN_IO.
 */
export function readStored<T>(kindName: StoredName, path: string): T {
  const refuse = (detail: string): never => {
    throw new RunIoError('GANX_RUN_DAMAGED', `${path} is damaged: ${detail}.`, { place: { path } });
  };
  const { limit } = storedKinds[kindName];
  const content = readPlainFile(path, refuse, (size) => {
    if (size > limit) refuse(`it has ${size} bytes, more than any that ganx writes`);
  });
  try {
    return parseStored<T>(kindName, content.toString('utf8'));
  } catch (cause) {
    if (cause instanceof Unfit) return refuse(cause.message);
    throw cause;
  }
}
