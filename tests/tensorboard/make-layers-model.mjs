// Makes tfjs-layers-model.golden.json: a model with two inputs, a nested model and a chain, as TensorFlow.js writes it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-layers');
require('@tensorflow/tfjs-backend-cpu');

const image = tf.input({ shape: [8], name: 'image' });
const label = tf.input({ shape: [3], name: 'label' });
const body = tf.sequential({
  name: 'body',
  layers: [
    tf.layers.dense({ units: 4, inputShape: [5], name: 'body-dense' }),
    tf.layers.activation({ activation: 'relu', name: 'body-relu' }),
  ],
});
const narrow = tf.layers.dense({ units: 2, name: '00-dense' }).apply(image);
const joined = tf.layers.concatenate({ name: '01-join' }).apply([narrow, label]);
const score = tf.layers.dense({ units: 1, name: '03-score' }).apply(body.apply(joined));
const opinion = tf.layers.activation({ activation: 'sigmoid', name: '04-sigmoid' }).apply(score);
const model = tf.model({ inputs: [image, label], outputs: opinion, name: 'discriminator' });
writeFileSync(new URL('tfjs-layers-model.golden.json', import.meta.url), `${model.toJSON()}\n`);
