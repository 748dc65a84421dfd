"""One GAN training step per iteration in PyTorch; prints one JSON line {"msPerStep": [...]}.

usage: torch_gan.py ring|mlp|dcgan [compile]
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

ROUNDS = 3
STEPS = {"ring": 300, "mlp": 40, "dcgan": 12}


def ring():
    g = nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 2))
    d = nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 1))
    return g, d, 2, torch.randn(512, 2)


def mlp():
    g = nn.Sequential(
        nn.Linear(100, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(), nn.Linear(1200, 784), nn.Sigmoid()
    )
    d = nn.Sequential(
        nn.Linear(784, 1200), nn.LeakyReLU(0.2), nn.Dropout(0.5),
        nn.Linear(1200, 1200), nn.LeakyReLU(0.2), nn.Dropout(0.5), nn.Linear(1200, 1),
    )
    return g, d, 100, torch.rand(100, 784)


def dcgan():
    g = nn.Sequential(
        nn.Linear(100, 7 * 7 * 256, bias=False), nn.BatchNorm1d(7 * 7 * 256), nn.LeakyReLU(0.2),
        nn.Unflatten(1, (256, 7, 7)),
        nn.ConvTranspose2d(256, 128, 5, 1, 2, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(128, 64, 5, 2, 2, 1, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(64, 1, 5, 2, 2, 1, bias=False), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Conv2d(1, 64, 5, 2, 2), nn.LeakyReLU(0.2), nn.Dropout(0.3),
        nn.Conv2d(64, 128, 5, 2, 2), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Flatten(), nn.Linear(128 * 49, 1),
    )
    return g, d, 100, torch.rand(64, 1, 28, 28) * 2 - 1


torch.manual_seed(0)
workload = sys.argv[1]
g, d, latent, real = {"ring": ring, "mlp": mlp, "dcgan": dcgan}[workload]()
og = torch.optim.Adam(g.parameters(), 2e-4, (0.5, 0.999))
od = torch.optim.Adam(d.parameters(), 2e-4, (0.5, 0.999))
if sys.argv[2:] == ["compile"]:
    g, d = torch.compile(g), torch.compile(d)


def step():
    with torch.no_grad():
        fake = g(torch.randn(len(real), latent))
    od.zero_grad()
    (F.softplus(-d(real)).mean() + F.softplus(d(fake)).mean()).backward()
    od.step()
    og.zero_grad()
    F.softplus(-d(g(torch.randn(len(real), latent)))).mean().backward()
    og.step()


for _ in range(5):
    step()
times = []
for _ in range(ROUNDS):
    began = time.perf_counter()
    for _ in range(STEPS[workload]):
        step()
    times.append((time.perf_counter() - began) / STEPS[workload] * 1e3)
print(json.dumps({"msPerStep": times, "version": torch.__version__}))
