"""Scalars and image grids per second of TensorFlow's or PyTorch's TensorBoard writer; prints one JSON line.

usage: tensorboard_writer.py tensorflow|torch LOGDIR
"""
import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

SCALARS, TAGS, GRIDS, COUNT, SIDE = 40_000, 20, 300, 64, 28
system, logdir = sys.argv[1:]


def samples():
    """The pixels of tensorboard-writer.mjs, in [-1, 1]."""
    pixels = np.empty(COUNT * SIDE * SIDE, np.float32)
    state = 1
    for i in range(len(pixels)):
        state = (state * 1664525 + 1013904223) % 2**32
        image, y, x = i // (SIDE * SIDE), (i // SIDE) % SIDE, i % SIDE
        stroke = np.exp(-(((x - 14 - 6 * np.sin(image + y / 6)) / 2) ** 2))
        pixels[i] = 2 * stroke - 1 + (state / 2**32 - 0.5) / 32
    return pixels.reshape(COUNT, SIDE, SIDE)


def grid(pixels):
    """Eight rows of eight as bytes, [224, 224]."""
    scaled = np.clip((pixels + 1) * 127.5, 0, 255).round().astype(np.uint8)
    return scaled.reshape(8, 8, SIDE, SIDE).transpose(0, 2, 1, 3).reshape(8 * SIDE, 8 * SIDE)


if system == "tensorflow":
    import tensorflow as tf

    def open_writer(folder):
        writer = tf.summary.create_file_writer(os.path.join(logdir, folder))
        writer.set_as_default()
        image = lambda tag, pixels, step: tf.summary.image(tag, grid(pixels)[None, :, :, None], step)
        return tf.summary.scalar, image, writer.flush
else:
    from torch.utils.tensorboard import SummaryWriter

    def open_writer(folder):
        writer = SummaryWriter(os.path.join(logdir, folder))
        image = lambda tag, pixels, step: writer.add_image(tag, grid(pixels), step, dataformats="HW")
        return writer.add_scalar, image, writer.flush


def write(folder, scalars, grids):
    scalar, image, flush = open_writer(folder)
    start = time.perf_counter()
    for i in range(scalars):
        scalar(tags[i % TAGS], i / 7, i // TAGS)
    flush()
    middle = time.perf_counter()
    for i in range(grids):
        image("samples", pixels, i)
    flush()
    return {
        "scalarsPerSecond": scalars / (middle - start),
        "gridsPerSecond": grids / (time.perf_counter() - middle),
    }


tags = [f"losses/some-loss-{i}" for i in range(TAGS)]
pixels = samples()
write("warm-up", 2000, 20)
print(json.dumps(write("run", SCALARS, GRIDS)))
