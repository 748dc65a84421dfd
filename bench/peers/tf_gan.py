"""One GAN training step per iteration in a tf.function; prints one JSON line {"msPerStep": [...]}.

usage: tf_gan.py ring|mlp|dcgan [xla]
"""
import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
from tensorflow import keras

L = keras.layers
ROUNDS = 3
STEPS = {"ring": 300, "mlp": 40, "dcgan": 12}
workload = sys.argv[1]

if workload == "dcgan":
    g = keras.Sequential([
        L.Input((100,)), L.Dense(12544, use_bias=False), L.BatchNormalization(), L.LeakyReLU(0.2), L.Reshape((7, 7, 256)),
        L.Conv2DTranspose(128, 5, padding="same", use_bias=False), L.BatchNormalization(), L.LeakyReLU(0.2),
        L.Conv2DTranspose(64, 5, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.LeakyReLU(0.2),
        L.Conv2DTranspose(1, 5, strides=2, padding="same", use_bias=False, activation="tanh"),
    ])
    d = keras.Sequential([
        L.Input((28, 28, 1)), L.Conv2D(64, 5, strides=2, padding="same"), L.LeakyReLU(0.2), L.Dropout(0.3),
        L.Conv2D(128, 5, strides=2, padding="same"), L.LeakyReLU(0.2), L.Dropout(0.3), L.Flatten(), L.Dense(1),
    ])
    latent, real = 100, tf.random.uniform((64, 28, 28, 1), -1.0, 1.0)
elif workload == "mlp":
    g = keras.Sequential([L.Input((100,)), L.Dense(1200, "relu"), L.Dense(1200, "relu"), L.Dense(784, "sigmoid")])
    d = keras.Sequential([
        L.Input((784,)), L.Dense(1200), L.LeakyReLU(0.2), L.Dropout(0.5),
        L.Dense(1200), L.LeakyReLU(0.2), L.Dropout(0.5), L.Dense(1),
    ])
    latent, real = 100, tf.random.uniform((100, 784))
else:
    g = keras.Sequential([L.Input((2,)), L.Dense(128, "relu"), L.Dense(128, "relu"), L.Dense(2)])
    d = keras.Sequential([L.Input((2,)), L.Dense(128, "relu"), L.Dense(128, "relu"), L.Dense(1)])
    latent, real = 2, tf.random.normal((512, 2))

batch = real.shape[0]
adam_g = keras.optimizers.Adam(2e-4, 0.5)
adam_d = keras.optimizers.Adam(2e-4, 0.5)
adam_g.build(g.trainable_variables)
adam_d.build(d.trainable_variables)
softplus = tf.nn.softplus


@tf.function(jit_compile=sys.argv[2:] == ["xla"])
def step():
    fake = g(tf.random.normal((batch, latent)), training=True)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(softplus(-d(real, training=True))) + tf.reduce_mean(softplus(d(fake, training=True)))
    adam_d.apply_gradients(zip(tape.gradient(loss, d.trainable_variables), d.trainable_variables))
    with tf.GradientTape() as tape:
        loss_g = tf.reduce_mean(softplus(-d(g(tf.random.normal((batch, latent)), training=True), training=True)))
    adam_g.apply_gradients(zip(tape.gradient(loss_g, g.trainable_variables), g.trainable_variables))
    return loss


for _ in range(3):
    step().numpy()
times = []
for _ in range(ROUNDS):
    began = time.perf_counter()
    for _ in range(STEPS[workload]):
        loss = step()
    loss.numpy()
    times.append((time.perf_counter() - began) / STEPS[workload] * 1e3)
print(json.dumps({"msPerStep": times, "version": tf.__version__}))
