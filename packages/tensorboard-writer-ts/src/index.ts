export type { AudioClip } from './audio.js';
export { crc32c, maskedCrc32c } from './crc32c.js';
export type {
  CustomScalarsBand,
  CustomScalarsCategory,
  CustomScalarsChart,
  CustomScalarsLayout,
} from './custom-scalars.js';
export { EventFileError, type EventFileErrorCode, type EventFileErrorDetails } from './errors.js';
export {
  type Event,
  type EventTensor,
  type OldAudio,
  type OldHistogram,
  type OldImage,
  type SummaryValue,
  scalarOf,
  type ValueMetadata,
} from './event.js';
export { type EventFileLength, listEventFiles } from './event-file.js';
export { EventWriter, type ResumeOptions } from './event-writer.js';
export type { HistogramCounts, HistogramOptions } from './histogram.js';
export type { HParamStatus, HParamsOptions, HParamValue } from './hparams.js';
export type { ImageGridOptions } from './image-grid.js';
export type { ImageSize } from './image-size.js';
export type { Mesh } from './mesh.js';
export type { ValueMeta } from './metadata.js';
export type { ModelGraphOptions } from './model-graph.js';
export type { EventWriterOptions } from './options.js';
export { encodePng, type PngOptions } from './png.js';
export type { PrCurveInput, ScoredLabels, ThresholdCounts } from './pr-curve.js';
export type { Embedding, ProjectorOptions } from './projector.js';
export { readEvents } from './read-events.js';
export type { ReadOptions } from './read-records.js';
export { readScalars, type ScalarPoint } from './read-scalars.js';
export { type Salvaged, type SalvageOptions, salvageEvents } from './salvage-events.js';
