import type { Tensor } from '@tensorflow/tfjs-core';
import type { Step } from '../../compute.js';
import type { StepParts } from '../step/parts.js';
import { type ProbeInputs, probeStep } from '../step/probe-step.js';
import { type SampleInputs, sampleStep } from '../step/sample-step.js';
import { type ScoreInputs, scoreStep } from '../step/score-step.js';
import type { Draws } from './draws.js';

/** What runs beside training. Layers that draw then do so from the streams of sampling, not from those of training. */
export interface Asides {
  /** Runs the generator in inference mode. */
  sample(inputs: Partial<SampleInputs>, mode?: 'run' | 'prepare'): Promise<Float32Array>;
  /** The discriminator's opinions in inference mode; traced when first asked for. */
  score(inputs: Partial<ScoreInputs>): Promise<Float32Array>;
  /** What both networks would learn; traced when first asked for. Augmentations draw from the streams of sampling, too. */
  probe(inputs: Partial<ProbeInputs>): Promise<Readonly<Record<string, Float32Array>>>;
  dispose(): void;
}

export function openAsides(parts: StepParts, { aside }: Draws): Asides {
  const { average, classes, compute, generator } = parts;
  const sampler = compute.compile<SampleInputs, { samples: Tensor }>(
    'sampling',
    sampleStep(average ?? generator.network, classes),
  );
  let scorer: Step<ScoreInputs, { opinions: Tensor }> | undefined;
  let prober: Step<ProbeInputs, Record<string, Tensor>> | undefined;
  return {
    sample: (inputs, mode = 'run') =>
      aside(async () => {
        if (mode === 'run') return (await sampler.run(inputs as SampleInputs)).samples;
        await sampler.prepare(inputs as SampleInputs);
        return new Float32Array();
      }),
    score: (inputs) =>
      aside(async () => {
        scorer ??= compute.compile('scoring', scoreStep(parts));
        return (await scorer.run(inputs as ScoreInputs)).opinions;
      }),
    probe: (inputs) =>
      aside(async () => {
        prober ??= compute.compile('probe', probeStep(parts));
        return prober.run(inputs as ProbeInputs);
      }),
    dispose() {
      for (const step of [sampler, scorer, prober]) step?.dispose();
    },
  };
}
