"""One GAN training step per iteration in PyTorch; prints one JSON line, see measure.py.

usage: torch_gan.py ring|mlp|dcgan|cdcgan|wgan-gp [cuda] [compile]
"""
import sys

import torch
import torch.nn.functional as F
from measure import measure
from torch import nn

CRITIC_STEPS, PENALTY = 5, 10


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


def dcgan(latent=100, channels=1):
    g = nn.Sequential(
        nn.Linear(latent, 7 * 7 * 256, bias=False), nn.BatchNorm1d(7 * 7 * 256), nn.LeakyReLU(0.2),
        nn.Unflatten(1, (256, 7, 7)),
        nn.ConvTranspose2d(256, 128, 5, 1, 2, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(128, 64, 5, 2, 2, 1, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(64, 1, 5, 2, 2, 1, bias=False), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Conv2d(channels, 64, 5, 2, 2), nn.LeakyReLU(0.2), nn.Dropout(0.3),
        nn.Conv2d(64, 128, 5, 2, 2), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Flatten(), nn.Linear(128 * 49, 1),
    )
    return g, d, 100, torch.rand(64, 1, 28, 28) * 2 - 1


class Conditional(nn.Module):
    """The label joins the latent as it is, and the image as one learned map."""

    def __init__(self, net, image):
        super().__init__()
        self.net, self.maps = net, nn.Linear(10, 784) if image else None

    def forward(self, x):
        label = F.one_hot(torch.arange(len(x), device=x.device) % 10, 10).float()
        return self.net(torch.cat([x, self.maps(label).view(-1, 1, 28, 28) if self.maps else label], 1))


def cdcgan():
    g, d, latent, real = dcgan(latent=110, channels=2)
    return Conditional(g, False), Conditional(d, True), latent, real


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def wgan_gp(width=32):
    def conv(a, b):
        return nn.Conv2d(a, b, 3, padding=1)

    def larger():
        body = nn.Sequential(
            nn.BatchNorm2d(width), nn.ReLU(), nn.Upsample(scale_factor=2), conv(width, width),
            nn.BatchNorm2d(width), nn.ReLU(), conv(width, width),
        )
        return Residual(body, nn.Upsample(scale_factor=2))

    g = nn.Sequential(
        nn.Linear(128, 16 * width), nn.Unflatten(1, (width, 4, 4)), larger(), larger(), larger(),
        nn.BatchNorm2d(width), nn.ReLU(), conv(width, 3), nn.Tanh(),
    )
    first = nn.Sequential(conv(3, width), nn.ReLU(), conv(width, width), nn.AvgPool2d(2))
    smaller = nn.Sequential(nn.ReLU(), conv(width, width), nn.ReLU(), conv(width, width), nn.AvgPool2d(2))

    def same():
        return Residual(nn.Sequential(nn.ReLU(), conv(width, width), nn.ReLU(), conv(width, width)), nn.Identity())

    d = nn.Sequential(
        Residual(first, nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(3, width, 1, bias=False))),
        Residual(smaller, nn.AvgPool2d(2)), same(), same(),
        nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 1),
    )
    return g, d, 128, torch.rand(32, 3, 32, 32) * 2 - 1


torch.manual_seed(0)
workload, options = sys.argv[1], sys.argv[2:]
cuda, compiled = "cuda" in options, "compile" in options
if cuda and not torch.cuda.is_available():
    sys.exit("PyTorch sees no CUDA device")
wasserstein = workload == "wgan-gp"
with torch.device("cuda" if cuda else "cpu"):
    g, d, latent, real = {"ring": ring, "mlp": mlp, "dcgan": dcgan, "cdcgan": cdcgan, "wgan-gp": wgan_gp}[workload]()
betas = (0.0, 0.9) if wasserstein else (0.5, 0.999)
og = torch.optim.Adam(g.parameters(), 2e-4, betas)
od = torch.optim.Adam(d.parameters(), 2e-4, betas)
if compiled:
    if wasserstein:
        # PyTorch says so itself: "torch.compile with aot_autograd does not currently support double backward".
        sys.exit("torch.compile does not support double backward, which a gradient penalty needs")
    g, d = torch.compile(g), torch.compile(d)


def noise():
    return torch.randn(len(real), latent, device=real.device)


def penalty(fake):
    u = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = (fake + u * (real - fake)).requires_grad_()
    (slope,) = torch.autograd.grad(d(between).sum(), between, create_graph=True)
    return ((slope.flatten(1).square().sum(1) + 1e-12).sqrt() - 1).square().mean() * PENALTY


def critic_loss(fake):
    if wasserstein:
        return d(fake).mean() - d(real).mean() + penalty(fake)
    return F.softplus(-d(real)).mean() + F.softplus(d(fake)).mean()


def step():
    for _ in range(CRITIC_STEPS if wasserstein else 1):
        with torch.no_grad():
            fake = g(noise())
        od.zero_grad()
        critic_loss(fake).backward()
        od.step()
    og.zero_grad()
    score = d(g(noise()))
    (-score.mean() if wasserstein else F.softplus(-score).mean()).backward()
    og.step()


measure(workload, step, torch.cuda.synchronize if cuda else lambda: None, torch.__version__)
