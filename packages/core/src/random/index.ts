export { streamKey } from './key.js';
export { type Cursor, DataOrder, Permutation } from './permutation.js';
export { CounterStream } from './stream.js';
export { RandomStreams } from './streams.js';
export { threefry } from './threefry.js';
