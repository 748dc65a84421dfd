import type { Schema } from '../../spec/schema.js';
import { environment } from './run-schemas.js';
import {
  anything,
  list,
  map,
  name,
  natural,
  oneOf,
  orNull,
  record,
  spelledNumber,
  text,
  time,
} from './schema-words.js';

/** The schema of a line of a sweep's journal, by the type of its entry. */

const plugin = map({ name, version: name, 'reference?': text(4096), 'sha256?': text(64) });

const entries: Readonly<Record<string, Schema>> = {
  sweep: map({
    format: oneOf('ganx-sweep/1'),
    name: text(1024),
    experiment: text(4096),
    method: name,
    seeds: natural,
    'order?': natural,
    'metric?': map({ name, goal: oneOf('minimize', 'maximize'), take: oneOf('best', 'last') }),
    hashes: map({ sweep: text(128), experiment: text(128) }),
    'environment?': environment,
    'plugins?': list(plugin),
    'pluginSeal?': text(1024),
    'launcherSeal?': text(1024),
  }),
  session: map({ pid: natural, total: orNull(natural), parallel: natural }),
  trial: map({
    trial: natural,
    point: natural,
    repeat: natural,
    index: natural,
    after: natural,
    at: list(orNull({ type: 'number' })),
    values: record(anything),
    'parent?': natural,
    'until?': natural,
    'reason?': text(),
  }),
  start: map({ trial: natural, attempt: natural, resumed: { type: 'boolean' } }),
  process: map({ trial: natural, id: text(4096) }),
  report: map({ trial: natural, iteration: natural, value: spelledNumber }),
  judged: map({ trial: natural, decision: { type: 'object' } }),
  end: map({
    trial: natural,
    state: oneOf('COMPLETE', 'PRUNED', 'FAIL'),
    verdict: text(1024),
    reason: text(1 << 20),
    value: orNull(spelledNumber),
    iteration: natural,
    run: orNull(text(4096)),
  }),
  wait: map({ trial: natural, reason: text(1 << 20) }),
  close: map({ reason: text(1 << 20), complete: { type: 'boolean' } }),
};

/** Entries of other types are of a later version, and told apart by what reads them. */
export const journalEntry: Schema = {
  ...map({ time, type: name }),
  allOf: Object.entries(entries).map(([type, schema]) => ({
    if: { properties: { type: { const: type } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: schema,
  })),
};
