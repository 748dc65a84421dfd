import { encodeMessage } from './record-buffer.js';
import { isCount, type Summary, shapeError, valueError } from './summary.js';
import { writeStringTensor } from './tensor.js';

export type AudioClip =
  | {
      /** A whole WAV file. */
      readonly wav: Uint8Array;
    }
  | {
      /** Samples from -1 to 1, the channels of a frame side by side. What lies outside is clipped, as TensorFlow does. */
      readonly samples: ArrayLike<number>;
      /** Frames per second. */
      readonly sampleRate: number;
      /** Default 1. */
      readonly channels?: number;
    };

const ENCODING_WAV = 11;

export function summarizeAudio(place: string, clips: readonly AudioClip[]): Summary {
  if (clips.length === 0) throw valueError(place, clips, 'one clip or more');
  // Each clip has a label beside it, which TensorBoard has stopped to show; TensorFlow writes an empty one.
  const cells = clips.flatMap((clip) => [encodeClip(place, clip), '']);
  return {
    plugin: 'audio',
    content: encodeMessage((out) => out.uint(2, ENCODING_WAV)),
    writeValue: (out) => writeStringTensor(out, [clips.length, 2], cells),
  };
}

function encodeClip(place: string, clip: AudioClip): Uint8Array {
  if ('wav' in clip) {
    const head = Buffer.from(clip.wav.subarray(0, 12)).toString('latin1');
    if (!/^RIFF.{4}WAVE$/s.test(head)) throw valueError(place, clip.wav, 'the bytes of a WAV file');
    return clip.wav;
  }
  return encodeWav(place, clip.samples, clip.sampleRate, clip.channels ?? 1);
}

/** A WAV file of 16-bit samples. */
export function encodeWav(
  place: string,
  samples: ArrayLike<number>,
  sampleRate: number,
  channels: number,
): Uint8Array {
  if (!isCount(sampleRate))
    throw valueError(`${place}, sampleRate`, sampleRate, 'a whole number of frames per second');
  if (!isCount(channels) || channels > 256)
    throw valueError(`${place}, channels`, channels, 'from 1 to 256 channels');
  if (samples.length % channels !== 0) {
    throw shapeError(place, `${samples.length} samples`, `a multiple of ${channels} channels`);
  }
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16); // bytes of the format that follow
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(channels, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(sampleRate * channels * 2, 28);
  wav.writeUInt16LE(channels * 2, 32);
  wav.writeUInt16LE(16, 34); // bits of a sample
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.length * 2, 40);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    if (Number.isNaN(sample)) throw valueError(`${place}, sample ${i}`, sample, 'a number from -1 to 1');
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32767), 44 + i * 2);
  }
  return wav;
}
