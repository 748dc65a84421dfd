import { flow, short, substitute } from './mend.js';
import type { AdviceView, Placed } from './view.js';

/**
 * Trained numbers of D for each example above which it is known to learn the examples by heart. In the experiments of Karras
 * et al. 2020 (arXiv:2006.06676, figure 1) a discriminator of 29 million overfits badly at 10,000 images (2,900 for each) and
 * hardly at 140,000 (200).
 */
const tooMany = 1000;

/** A discriminator far larger than its data, whose examples never change. */
export function adviseSize(view: AdviceView): readonly Placed[] {
  const { spec, info, networks } = view;
  const { trainable } = networks.discriminator;
  if (spec.data.augment.length > 0 || trainable <= tooMany * info.size) return [];
  const augmentation = substitute(view, 'augmentation', ({ suitsAnyContent }) => suitsAnyContent === true);
  const share = Math.round(trainable / info.size).toLocaleString('en-US');
  return [
    {
      code: 'GANX_ADVICE_LARGE_DISCRIMINATOR',
      path: 'discriminator',
      message: `The discriminator trains ${trainable.toLocaleString('en-US')} numbers on ${info.size.toLocaleString('en-US')} examples, ${share} for each: it can learn them by heart, and the generator then learns nothing from it. Make it smaller, take more examples, or augment them.`,
      source: 'Karras et al. 2020, arXiv:2006.06676, section 2',
      ...(augmentation && { override: `data.augment=[${flow(short(augmentation))}]` }),
    },
  ];
}
