"""One GAN training step per iteration in JAX (jit) with optax; prints one JSON line, see measure.py.

usage: jax_gan.py ring|mlp|dcgan|cdcgan|wgan-gp [cuda]
"""
import os
import sys

os.environ["JAX_PLATFORMS"] = "cuda" if "cuda" in sys.argv[2:] else "cpu"
import jax
import jax.numpy as jnp
import optax
from jax import lax, random
from measure import measure

CRITIC_STEPS, PENALTY = 5, 10
workload = sys.argv[1]
wasserstein = workload == "wgan-gp"
keys = iter(random.split(random.PRNGKey(0), 60))


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


def conv(x, w, stride=2):
    return lax.conv_general_dilated(x, w, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


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
elif workload == "wgan-gp":
    latent, batch, width = 128, 32, 32

    def kernel(a, b, side=3):
        return {"w": random.normal(next(keys), (side, side, a, b)) * 0.05, "b": jnp.zeros(b)}

    def norm():
        return {"g": jnp.ones(width), "b": jnp.zeros(width)}

    def same(p, x):
        return conv(x, p["w"], 1) + p["b"]

    def larger(x):
        return x.repeat(2, 1).repeat(2, 2)

    def smaller(x):
        b, h, w, c = x.shape
        return x.reshape(b, h // 2, 2, w // 2, 2, c).mean((2, 4))

    g = {
        "dense": dense_init(128, 16 * width), "norm": norm(), "out": kernel(width, 3),
        "blocks": [{"n1": norm(), "c1": kernel(width, width), "n2": norm(), "c2": kernel(width, width)} for _ in range(3)],
    }
    d = {
        "blocks": [{"c1": kernel(3 if i == 0 else width, width), "c2": kernel(width, width)} for i in range(4)],
        "projection": kernel(3, width, 1)["w"], "dense": dense_init(width, 1),
    }

    def generate(p, z):
        x = dense(p["dense"], z).reshape(-1, 4, 4, width)
        for block in p["blocks"]:
            body = same(block["c1"], larger(jax.nn.relu(batch_norm(block["n1"], x))))
            x = same(block["c2"], jax.nn.relu(batch_norm(block["n2"], body))) + larger(x)
        return jnp.tanh(same(p["out"], jax.nn.relu(batch_norm(p["norm"], x))))

    def judge(p, x, key):
        for i, block in enumerate(p["blocks"]):
            body = same(block["c2"], jax.nn.relu(same(block["c1"], x if i == 0 else jax.nn.relu(x))))
            if i < 2:
                body, x = smaller(body), smaller(x)
            x = body + (conv(x, p["projection"], 1) if i == 0 else x)
        return dense(p["dense"], jax.nn.relu(x).mean((1, 2)))

    real = random.uniform(next(keys), (batch, 32, 32, 3)) * 2 - 1
else:
    conditional = workload == "cdcgan"
    latent, batch, labels = 100, 64, jax.nn.one_hot(jnp.arange(64) % 10, 10)

    def kernel(a, b):
        return random.normal(next(keys), (5, 5, a, b)) * 0.02

    def norm(c):
        return {"g": jnp.ones(c), "b": jnp.zeros(c)}

    g = {
        "dense": random.normal(next(keys), (110 if conditional else 100, 12544)) * 0.02, "n0": norm(12544),
        "c1": kernel(256, 128), "n1": norm(128), "c2": kernel(128, 64), "n2": norm(64), "c3": kernel(64, 1),
    }
    d = {
        "c1": kernel(2 if conditional else 1, 64), "b1": jnp.zeros(64), "c2": kernel(64, 128), "b2": jnp.zeros(128),
        "dense": dense_init(128 * 49, 1),
    }
    if conditional:
        d["maps"] = dense_init(10, 784)

    def generate(p, z):
        z = jnp.concatenate([z, labels], 1) if conditional else z
        x = leaky(batch_norm(p["n0"], z @ p["dense"])).reshape(-1, 7, 7, 256)
        x = leaky(batch_norm(p["n1"], conv_transpose(x, p["c1"], 1)))
        x = leaky(batch_norm(p["n2"], conv_transpose(x, p["c2"], 2)))
        return jnp.tanh(conv_transpose(x, p["c3"], 2))

    def judge(p, x, key):
        if conditional:
            x = jnp.concatenate([x, dense(p["maps"], labels).reshape(-1, 28, 28, 1)], 3)
        x = dropout(random.fold_in(key, 1), leaky(conv(x, p["c1"]) + p["b1"]), 0.3)
        x = dropout(random.fold_in(key, 2), leaky(conv(x, p["c2"]) + p["b2"]), 0.3)
        return dense(p["dense"], x.reshape(x.shape[0], -1))

    real = random.uniform(next(keys), (batch, 28, 28, 1)) * 2 - 1

betas = (0.0, 0.9) if wasserstein else (0.5, 0.999)
adam_g = optax.adam(2e-4, *betas)
adam_d = optax.adam(2e-4, *betas)
slots_g, slots_d = adam_g.init(g), adam_d.init(d)
softplus = jax.nn.softplus


def penalty(p, fake, key):
    between = fake + random.uniform(key, (batch, 1, 1, 1)) * (real - fake)
    slope = jax.grad(lambda x: judge(p, x, key).sum())(between)
    return jnp.square(jnp.sqrt(jnp.square(slope).sum((1, 2, 3)) + 1e-12) - 1).mean() * PENALTY


def critic_step(g, d, slots, key):
    k = random.split(key, 4)
    fake = generate(g, random.normal(k[0], (batch, latent)))

    def loss(p):
        d_real, d_fake = judge(p, real, k[1]), judge(p, fake, k[2])
        if wasserstein:
            return d_fake.mean() - d_real.mean() + penalty(p, fake, k[3])
        return softplus(-d_real).mean() + softplus(d_fake).mean()

    updates, slots = adam_d.update(jax.grad(loss)(d), slots)
    return optax.apply_updates(d, updates), slots


@jax.jit
def step(g, d, slots_g, slots_d, key):
    for i in range(CRITIC_STEPS if wasserstein else 1):
        d, slots_d = critic_step(g, d, slots_d, random.fold_in(key, i))
    k = random.split(key, 3)
    z = random.normal(k[0], (batch, latent))

    def loss(p):
        score = judge(d, generate(p, z), k[1])
        return -score.mean() if wasserstein else softplus(-score).mean()

    updates, slots_g = adam_g.update(jax.grad(loss)(g), slots_g)
    return optax.apply_updates(g, updates), d, slots_g, slots_d, k[2]


state = (g, d, slots_g, slots_d, random.PRNGKey(1))


def advance():
    global state
    state = step(*state)


measure(workload, advance, lambda: jax.block_until_ready(state), jax.__version__)
