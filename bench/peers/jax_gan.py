"""One GAN training step per iteration in JAX (jit) with optax; prints one JSON line {"msPerStep": [...]}.

usage: jax_gan.py ring|mlp|dcgan
"""
import json
import os
import sys
import time

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp
import optax
from jax import lax, random

ROUNDS = 3
STEPS = {"ring": 300, "mlp": 40, "dcgan": 12}
workload = sys.argv[1]
keys = iter(random.split(random.PRNGKey(0), 40))


def dense_init(inputs, units):
    return {"w": random.normal(next(keys), (inputs, units)) * 0.02, "b": jnp.zeros(units)}


def dense(p, x):
    return x @ p["w"] + p["b"]


def leaky(x):
    return jnp.where(x > 0, x, 0.2 * x)


def dropout(key, x, rate):
    return x * (random.uniform(key, x.shape) > rate) / (1 - rate)


def batch_norm(p, x):
    axes = tuple(range(x.ndim - 1))
    return (x - x.mean(axes)) * lax.rsqrt(x.var(axes) + 1e-3) * p["g"] + p["b"]


def conv(x, w):
    return lax.conv_general_dilated(x, w, (2, 2), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def conv_transpose(x, w, stride):
    return lax.conv_transpose(x, w, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


if workload in ("ring", "mlp"):
    widths = {"ring": (2, 128, 128, 2), "mlp": (100, 1200, 1200, 784)}[workload]
    critic_widths = {"ring": (2, 128, 128, 1), "mlp": (784, 1200, 1200, 1)}[workload]
    g = [dense_init(a, b) for a, b in zip(widths, widths[1:])]
    d = [dense_init(a, b) for a, b in zip(critic_widths, critic_widths[1:])]
    latent, batch = widths[0], {"ring": 512, "mlp": 100}[workload]

    def generate(p, z):
        for layer in p[:-1]:
            z = jax.nn.relu(dense(layer, z))
        out = dense(p[-1], z)
        return jax.nn.sigmoid(out) if workload == "mlp" else out

    def judge(p, x, key):
        for i, layer in enumerate(p[:-1]):
            if workload == "mlp":
                x = dropout(random.fold_in(key, i), leaky(dense(layer, x)), 0.5)
            else:
                x = jax.nn.relu(dense(layer, x))
        return dense(p[-1], x)

    real = random.uniform(next(keys), (batch, widths[-1]))
else:
    latent, batch = 100, 64

    def kernel(a, b):
        return random.normal(next(keys), (5, 5, a, b)) * 0.02

    def norm(c):
        return {"g": jnp.ones(c), "b": jnp.zeros(c)}

    g = {
        "dense": random.normal(next(keys), (100, 12544)) * 0.02, "n0": norm(12544),
        "c1": kernel(256, 128), "n1": norm(128), "c2": kernel(128, 64), "n2": norm(64), "c3": kernel(64, 1),
    }
    d = {
        "c1": kernel(1, 64), "b1": jnp.zeros(64), "c2": kernel(64, 128), "b2": jnp.zeros(128),
        "dense": dense_init(128 * 49, 1),
    }

    def generate(p, z):
        x = leaky(batch_norm(p["n0"], z @ p["dense"])).reshape(-1, 7, 7, 256)
        x = leaky(batch_norm(p["n1"], conv_transpose(x, p["c1"], 1)))
        x = leaky(batch_norm(p["n2"], conv_transpose(x, p["c2"], 2)))
        return jnp.tanh(conv_transpose(x, p["c3"], 2))

    def judge(p, x, key):
        x = dropout(random.fold_in(key, 1), leaky(conv(x, p["c1"]) + p["b1"]), 0.3)
        x = dropout(random.fold_in(key, 2), leaky(conv(x, p["c2"]) + p["b2"]), 0.3)
        return dense(p["dense"], x.reshape(x.shape[0], -1))

    real = random.uniform(next(keys), (batch, 28, 28, 1)) * 2 - 1

adam_g = optax.adam(2e-4, 0.5, 0.999)
adam_d = optax.adam(2e-4, 0.5, 0.999)
slots_g, slots_d = adam_g.init(g), adam_d.init(d)
softplus = jax.nn.softplus


@jax.jit
def step(g, d, slots_g, slots_d, key):
    k = random.split(key, 5)
    fake = generate(g, random.normal(k[0], (batch, latent)))
    grads = jax.grad(lambda p: softplus(-judge(p, real, k[1])).mean() + softplus(judge(p, fake, k[2])).mean())(d)
    updates, slots_d = adam_d.update(grads, slots_d)
    d = optax.apply_updates(d, updates)
    z = random.normal(k[3], (batch, latent))
    grads = jax.grad(lambda p: softplus(-judge(d, generate(p, z), k[4])).mean())(g)
    updates, slots_g = adam_g.update(grads, slots_g)
    return optax.apply_updates(g, updates), d, slots_g, slots_d, random.fold_in(key, 1)


state = (g, d, slots_g, slots_d, random.PRNGKey(1))
for _ in range(3):
    state = step(*state)
jax.block_until_ready(state)
times = []
for _ in range(ROUNDS):
    began = time.perf_counter()
    for _ in range(STEPS[workload]):
        state = step(*state)
    jax.block_until_ready(state)
    times.append((time.perf_counter() - began) / STEPS[workload] * 1e3)
print(json.dumps({"msPerStep": times, "version": jax.__version__}))
