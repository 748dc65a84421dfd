"""One GAN training step per iteration in a tf.function; prints one JSON line, see measure.py.

usage: tf_gan.py ring|mlp|dcgan|cdcgan|wgan-gp [xla]
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
from measure import measure
from tensorflow import keras

L = keras.layers
CRITIC_STEPS, PENALTY = 5, 10
workload = sys.argv[1]
wasserstein = workload == "wgan-gp"


def perceptrons():
    if workload == "mlp":
        g = keras.Sequential([L.Input((100,)), L.Dense(1200, "relu"), L.Dense(1200, "relu"), L.Dense(784, "sigmoid")])
        d = keras.Sequential([
            L.Input((784,)), L.Dense(1200), L.LeakyReLU(0.2), L.Dropout(0.5),
            L.Dense(1200), L.LeakyReLU(0.2), L.Dropout(0.5), L.Dense(1),
        ])
        return g, d, 100, tf.random.uniform((100, 784))
    g = keras.Sequential([L.Input((2,)), L.Dense(128, "relu"), L.Dense(128, "relu"), L.Dense(2)])
    d = keras.Sequential([L.Input((2,)), L.Dense(128, "relu"), L.Dense(128, "relu"), L.Dense(1)])
    return g, d, 2, tf.random.normal((512, 2))


def convolutional(latent=100, channels=1):
    g = [
        L.Input((latent,)), L.Dense(12544, use_bias=False), L.BatchNormalization(), L.LeakyReLU(0.2), L.Reshape((7, 7, 256)),
        L.Conv2DTranspose(128, 5, padding="same", use_bias=False), L.BatchNormalization(), L.LeakyReLU(0.2),
        L.Conv2DTranspose(64, 5, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.LeakyReLU(0.2),
        L.Conv2DTranspose(1, 5, strides=2, padding="same", use_bias=False, activation="tanh"),
    ]
    d = [
        L.Input((28, 28, channels)), L.Conv2D(64, 5, strides=2, padding="same"), L.LeakyReLU(0.2), L.Dropout(0.3),
        L.Conv2D(128, 5, strides=2, padding="same"), L.LeakyReLU(0.2), L.Dropout(0.3), L.Flatten(), L.Dense(1),
    ]
    return keras.Sequential(g), keras.Sequential(d), 100, tf.random.uniform((64, 28, 28, 1), -1.0, 1.0)


def conditional():
    """The label joins the latent as it is, and the image as one learned map."""
    g, d, latent, real = convolutional(latent=110, channels=2)
    z, image, label = L.Input((100,)), L.Input((28, 28, 1)), L.Input((10,))
    labels = tf.one_hot(tf.range(64) % 10, 10)
    by_label = keras.Model([z, label], g(L.Concatenate()([z, label])))
    maps = L.Reshape((28, 28, 1))(L.Dense(784)(label))
    judge = keras.Model([image, label], d(L.Concatenate()([image, maps])))
    return Labelled(by_label, labels), Labelled(judge, labels), latent, real


class Labelled:
    def __init__(self, model, labels):
        self.model, self.labels = model, labels
        self.trainable_variables = model.trainable_variables

    def __call__(self, x, training):
        return self.model([x, self.labels], training=training)


def residual_networks(width=32):
    def conv(x, filters=width):
        return L.Conv2D(filters, 3, padding="same")(x)

    def larger(x):
        body = conv(L.UpSampling2D()(L.ReLU()(L.BatchNormalization()(x))))
        return L.Add()([conv(L.ReLU()(L.BatchNormalization()(body))), L.UpSampling2D()(x)])

    def block(x, smaller, first=False):
        body = conv(L.ReLU()(conv(x if first else L.ReLU()(x))))
        shortcut = x
        if smaller:
            body, shortcut = L.AveragePooling2D(2)(body), L.AveragePooling2D(2)(x)
        if first:
            shortcut = L.Conv2D(width, 1, use_bias=False)(shortcut)
        return L.Add()([body, shortcut])

    z = L.Input((128,))
    x = L.Reshape((4, 4, width))(L.Dense(16 * width)(z))
    for _ in range(3):
        x = larger(x)
    g = keras.Model(z, L.Activation("tanh")(conv(L.ReLU()(L.BatchNormalization()(x)), 3)))
    image = L.Input((32, 32, 3))
    x = block(image, True, True)
    for smaller in (True, False, False):
        x = block(x, smaller)
    d = keras.Model(image, L.Dense(1)(L.GlobalAveragePooling2D()(L.ReLU()(x))))
    return g, d, 128, tf.random.uniform((32, 32, 32, 3), -1.0, 1.0)


make = {"dcgan": convolutional, "cdcgan": conditional, "wgan-gp": residual_networks}.get(workload, perceptrons)
g, d, latent, real = make()
batch = real.shape[0]
betas = (0.0, 0.9) if wasserstein else (0.5, 0.999)
adam_g = keras.optimizers.Adam(2e-4, *betas)
adam_d = keras.optimizers.Adam(2e-4, *betas)
adam_g.build(g.trainable_variables)
adam_d.build(d.trainable_variables)
softplus, mean = tf.nn.softplus, tf.reduce_mean


def noise():
    return tf.random.normal((batch, latent))


def penalty(fake):
    between = fake + tf.random.uniform((batch, 1, 1, 1)) * (real - fake)
    with tf.GradientTape() as tape:
        tape.watch(between)
        score = tf.reduce_sum(d(between, training=True))
    slope = tape.gradient(score, between)
    length = tf.sqrt(tf.reduce_sum(tf.square(slope), [1, 2, 3]) + 1e-12)
    return mean(tf.square(length - 1)) * PENALTY


def critic_step():
    fake = g(noise(), training=True)
    with tf.GradientTape() as tape:
        d_real, d_fake = d(real, training=True), d(fake, training=True)
        loss = (mean(d_fake) - mean(d_real) + penalty(fake) if wasserstein
                else mean(softplus(-d_real)) + mean(softplus(d_fake)))
    adam_d.apply_gradients(zip(tape.gradient(loss, d.trainable_variables), d.trainable_variables))
    return loss


@tf.function(jit_compile=sys.argv[2:] == ["xla"])
def step():
    for _ in range(CRITIC_STEPS if wasserstein else 1):
        loss = critic_step()
    with tf.GradientTape() as tape:
        score = d(g(noise(), training=True), training=True)
        loss_g = mean(-score) if wasserstein else mean(softplus(-score))
    adam_g.apply_gradients(zip(tape.gradient(loss_g, g.trainable_variables), g.trainable_variables))
    return loss


last = []
measure(workload, lambda: last.__setitem__(slice(None), [step()]), lambda: last[0].numpy(), tf.__version__)
