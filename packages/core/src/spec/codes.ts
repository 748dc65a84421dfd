/**
 * What can be wrong with a spec. Codes are stable: scripts match on them, and a renamed one is a breaking change.
 * The sentence is what the page of errors prints.
 */
export const specCodes = {
  GANX_SPEC_FILE: 'The file cannot be read: it is missing, a folder, or not UTF-8 text.',
  GANX_SPEC_TOO_LARGE: 'The file is larger than any spec; it was not parsed.',
  GANX_SPEC_EMPTY: 'The file holds nothing but comments.',
  GANX_SPEC_SYNTAX: 'The text is not YAML, or uses a part of YAML that specs do not have.',
  GANX_SPEC_DUPLICATE_KEY: 'A key stands twice in one map.',
  GANX_SPEC_ALIASES: 'Anchors and aliases expand without end, or to more than a spec can hold.',
  GANX_SPEC_EXTENDS: '`extends` names a file that is missing, or files that extend each other in a circle.',
  GANX_SPEC_OVERRIDE: 'An override on the command line cannot be read or cannot be applied.',
  GANX_SPEC_REFERENCE: 'A `${...}` names something that does not exist, refers to itself, or cannot be read.',
  GANX_SPEC_UNKNOWN_KEY: 'Nothing reads this key.',
  GANX_SPEC_UNKNOWN_TYPE: 'No plugin in use has a component of this type where it stands.',
  GANX_SPEC_MISSING_KEY: 'A key that has no default is not there.',
  GANX_SPEC_WRONG_TYPE: 'A value is of another type than its key takes: text for a number, a map for a list.',
  GANX_SPEC_VALUE: 'A value is of the right type, but out of its range, pattern or list of choices.',
  GANX_SPEC_PLUGIN: 'An entry of `plugins` names nothing that can be loaded.',
  GANX_SPEC_SEMANTIC: 'Parts that are valid by themselves do not fit together.',
  GANX_SPEC_SHAPE: 'The shapes of layers or data do not fit together.',
  GANX_SPEC_RANGE: "The generator's last activation gives other values than the data is scaled to.",
  GANX_SPEC_CLASSES: 'The networks are told the class, and the data has classes without training examples.',
  GANX_SPEC_LAYER_NAME:
    'A layer reads an output that nothing before it has, gives a name that nothing reads, or has too many inputs.',
  GANX_SPEC_LABELS_UNUSED: 'The conditioning gives labels to a network in which no layer reads them.',
  GANX_SPEC_WEIGHTS: 'A weight transform has no weight where it stands that it could transform.',
  GANX_SPEC_MEMORY:
    'What the spec asks for takes more memory than the machine has, or more values than one tensor can hold.',
  GANX_SWEEP_AXIS:
    'A parameter of a sweep does not fit the experiment: its path, or a value that it may take.',
  GANX_SWEEP_CONSTRAINTS: 'The constraints of a sweep leave no trial, or none that can be found.',
  GANX_SWEEP_EXPRESSION: 'An expression of a sweep cannot be read, or names what is not there.',
} as const;

export type SpecCode = keyof typeof specCodes;
