"""Writes ../src/records.golden.json: each kind of record as TensorBoard's own code makes it; and
../src/old-values.golden.json: kinds that only other writers make.

Needs TensorBoard 2.21 (no TensorFlow): python scripts/make-golden.py
The values are those of golden.test.ts; protobuf bytes, tensors and checksums come from TensorBoard alone.
"""

import json
import os
import struct

import numpy as np
from tensorboard.compat.proto import event_pb2, graph_pb2, node_def_pb2, summary_pb2, types_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c
from tensorboard.plugins.audio import metadata as audio_metadata
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.custom_scalar import metadata as layout_metadata
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.hparams import metadata as hparams_metadata
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.plugins.mesh import metadata as mesh_metadata
from tensorboard.plugins.pr_curve import metadata as pr_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.plugins.text import metadata as text_metadata
from tensorboard.util import tensor_util

SECONDS = 1700000000.5
STRING = types_pb2.DT_STRING


def record(step=0, **what):
    data = event_pb2.Event(wall_time=SECONDS, step=step, **what).SerializeToString(deterministic=True)
    head = struct.pack("<Q", len(data))
    masked = lambda part: struct.pack("<I", masked_crc32c(part))
    return (head + masked(head) + data + masked(data)).hex()


def value(tag, step, tensor, metadata=None):
    one = summary_pb2.Summary.Value(tag=tag, tensor=tensor, metadata=metadata)
    return record(step, summary=summary_pb2.Summary(value=[one]))


def strings(items, shape):
    # make_tensor_proto flattens nothing of its own accord and stores strings one by one.
    return tensor_util.make_tensor_proto(np.array(items, dtype=object).reshape(shape), dtype=STRING)


def scalar(number):
    return tensor_util.make_tensor_proto(np.float32(number))


def hparams(**what):
    data = plugin_data_pb2.HParamsPluginData(**what)
    metadata = hparams_metadata.create_summary_metadata(data)
    # Entries of a map come in any order unless asked for sorted ones.
    metadata.plugin_data.content = data.SerializeToString(deterministic=True)
    return metadata


start = plugin_data_pb2.SessionStartInfo(group_name="seeds", start_time_secs=SECONDS)
start.hparams["lr"].number_value = 0
start.hparams["name"].string_value = ""
start.hparams["flag"].bool_value = False
end = plugin_data_pb2.SessionEndInfo(status=1, end_time_secs=SECONDS)

layout = layout_pb2.Layout(
    category=[
        layout_pb2.Category(
            title="GAN",
            chart=[
                layout_pb2.Chart(title="losses", multiline=layout_pb2.MultilineChartContent(tag=["^loss$", "d.*"])),
                layout_pb2.Chart(
                    title="band",
                    margin=layout_pb2.MarginChartContent(
                        series=[layout_pb2.MarginChartContent.Series(value="a", lower="b", upper="c")]
                    ),
                ),
            ],
            closed=True,
        )
    ]
)

# score >= 0, 0.5, 1 for scores 0.25 (real) and 0.75 (fake)
counts = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0.5, 0, 0], [1, 0, 0]], dtype=np.float32)

graph = graph_pb2.GraphDef(node=[node_def_pb2.NodeDef(name="net/a", op="Dense")])
graph.node[0].attr["units"].s = b"2"
graph.versions.producer = 22

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000002000000030800000000")
WAV = b"RIFF\x04\x00\x00\x00WAVE"
MODEL = '{"config":{"name":"m","layers":[{"class_name":"Dense","config":{"name":"a"}}]}}'

golden = {
    "file version": record(
        file_version="brain.Event:2", source_metadata=event_pb2.SourceMetadata(writer="tensorboard-writer-ts")
    ),
    "session start": record(session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START)),
    "first scalar": value("loss", 0, scalar(0.5), scalar_metadata.create_summary_metadata("Loss", "of *D*")),
    "later scalar": value("loss", 300, scalar(-2.25)),
    "infinite scalar": value("loss", 2**40, scalar(float("inf"))),
    "image": value("image", 1, strings([b"2", b"3", PNG], [3]), image_metadata.create_summary_metadata(None, None)),
    "text": value("text", 1, strings([b"# T \xe2\x9c\x93"], []), text_metadata.create_summary_metadata(None, None)),
    "table": value(
        "table", 1, strings([b"a", b"b", b"c", b"d"], [2, 2]), text_metadata.create_summary_metadata(None, None)
    ),
    "histogram": record(1, summary=histogram_pb("histogram", [0, 1, 2, 3, 4], buckets=4)),
    "hparams": value(
        "_hparams_/session_start_info", 0, hparams_metadata.NULL_TENSOR, hparams(session_start_info=start)
    ),
    "hparams end": value("_hparams_/session_end_info", 0, hparams_metadata.NULL_TENSOR, hparams(session_end_info=end)),
    "layout": value(
        "custom_scalars__config__",
        0,
        strings([layout.SerializeToString()], []),
        layout_metadata.create_summary_metadata(),
    ),
    "pr curve": value(
        "pr", 1, tensor_util.make_tensor_proto(counts), pr_metadata.create_summary_metadata("pr", "", 3)
    ),
    "layer graph": value(
        "graph",
        0,
        strings([MODEL.encode()], []),
        summary_pb2.SummaryMetadata(
            plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name="graph_keras_model", content=b"1")
        ),
    ),
    "model graph": record(graph_def=graph.SerializeToString(deterministic=True)),
    "audio": value(
        "audio", 1, strings([WAV, b""], [1, 2]), audio_metadata.create_summary_metadata(None, None, 11)
    ),
}
vertices = np.array([[[0, 0, 0], [1, 0, 0], [0, 1, 0.5]]], dtype=np.float32)
for name, kind, data in [
    ("VERTEX", 1, vertices),
    ("FACE", 2, np.array([[[0, 1, 2]]], dtype=np.int32)),
    ("COLOR", 3, np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], dtype=np.uint8)),
]:
    shape = list(data.shape)
    metadata = mesh_metadata.create_summary_metadata("mesh", None, kind, 0b1110, shape, None, "{}")
    golden[f"mesh {name}"] = value(f"mesh_{name}", 1, tensor_util.make_tensor_proto(data), metadata)

old = {
    "image": dict(image=summary_pb2.Summary.Image(height=3, width=2, colorspace=1, encoded_image_string=PNG)),
    "histogram": dict(
        histo=summary_pb2.HistogramProto(
            min=-1, max=2.5, num=4, sum=3, sum_squares=9.5, bucket_limit=[-0.5, 0, 3], bucket=[1, 0, 3]
        )
    ),
    "audio": dict(
        audio=summary_pb2.Summary.Audio(
            sample_rate=8000, num_channels=1, length_frames=2, encoded_audio_string=WAV, content_type="audio/wav"
        )
    ),
    "scalar": dict(simple_value=1.5),
}
golden_old = {
    kind: record(7, summary=summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=kind, **what)]))
    for kind, what in old.items()
}

def write(name, records):
    with open(os.path.join(os.path.dirname(__file__), "..", "src", name), "w") as file:
        json.dump(records, file, indent=2)
        file.write("\n")


write("records.golden.json", golden)
write("old-values.golden.json", golden_old)
