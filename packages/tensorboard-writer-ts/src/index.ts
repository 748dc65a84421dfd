export { EventFileError, type EventFileErrorCode } from './errors.js';
export { type Event, type EventTensor, type SummaryValue, type ValueMetadata, scalarOf } from './event.js';
export { type EventFileLength, listEventFiles } from './event-file.js';
export { EventWriter, type ResumeOptions } from './event-writer.js';
export type { ImageSize } from './image-size.js';
export type { ValueMeta } from './metadata.js';
export type { EventWriterOptions } from './options.js';
export { type ReadOptions, readEvents } from './read-events.js';
