"""Frechet distances by SciPy's sqrtm in float64, for wide-gaussian.test.ts: python3 wide-gaussian.golden.py"""
import json, pathlib
import numpy as np
from scipy.linalg import sqrtm


def rows(count, columns, seed, rank):
    state = seed
    values = np.zeros((count, columns), np.float32)
    for i in range(count):
        own = []
        for _ in range(rank):
            state = (state * 1664525 + 1013904223) % 2**32
            own.append(state / 2**32 - 0.5)
        for c in range(columns):
            values[i, c] = (own[c % rank] + 0.5 * own[(c * 7 + 1) % rank]) / (1 + c % 9)
    return values.astype(np.float64)


def distance(a, b):
    s1, s2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # Eigenvalues of S1 S2 are real and not negative; sqrtm of a singular product warns and is close all the same.
    root = np.trace(sqrtm(s1 @ s2)).real
    return float(np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(s1) + np.trace(s2) - 2 * root), float(np.trace(s1))


cases = [(700, 600, 300, 300), (40, 60, 300, 300), (400, 60, 300, 300), (700, 600, 300, 25)]
found = []
for n1, n2, columns, rank in cases:
    value, trace = distance(rows(n1, columns, 1, rank), rows(n2, columns, 2, rank))
    found.append(dict(n1=n1, n2=n2, columns=columns, rank=rank, distance=value, trace=trace))
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(found, indent=2) + "\n")
