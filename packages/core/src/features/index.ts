export { classify, extractFeatures, type Rows } from './extract.js';
