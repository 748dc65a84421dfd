"""Optuna's TPE on the functions of ../sweep-search/minimize.mjs; prints {function: {"optuna-tpe": [best of each seed]}}."""
import json
import math
import statistics
import sys
from pathlib import Path

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def scale(unit, low, high):
    return low + unit * (high - low)


def sphere(x):
    return sum((u - 0.3) ** 2 for u in x)


def branin(units):
    x, y = scale(units[0], -5, 10), scale(units[1], 0, 15)
    a = y - (5.1 / (4 * math.pi**2)) * x**2 + (5 / math.pi) * x - 6
    return a**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.39788735772973816


def rosenbrock(units):
    x = [scale(u, -2, 2) for u in units]
    return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def rastrigin(units):
    x = [scale(u, -5.12, 5.12) - 1 for u in units]
    return 10 * len(x) + sum(v**2 - 10 * math.cos(2 * math.pi * v) for v in x)


def mixed(x):
    return (2 * (x[0] - 0.7)) ** 2 + (x[1] - 0.2) ** 2 + [0.3, 0, 0.5, 0.8][x[2]] + [0.2, 0.4, 0][x[3]]


table = json.load(open(Path(__file__).parent.parent / "sweep-search" / "ring-table.json"))
sizes = [len(axis["values"]) for axis in table["axes"]]
best_of = [max(statistics.median(at) for at in zip(*by_seed)) for by_seed in table["curves"]]


def ring(g, d, k):
    return max(best_of) - best_of[(g * sizes[1] + d) * sizes[2] + k]


functions = {"sphere": (sphere, 5), "branin": (branin, 2), "rosenbrock": (rosenbrock, 4), "rastrigin": (rastrigin, 4)}


def best(name, trials, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))

    def objective(trial):
        if name == "ring":
            levels = [trial.suggest_int(f"x{i}", 0, sizes[i] - 1) for i in range(2)]
            return ring(*levels, trial.suggest_categorical("x2", list(range(sizes[2]))))
        if name == "mixed":
            numbers = [trial.suggest_float(f"x{i}", 0, 1) for i in range(2)]
            choices = [trial.suggest_categorical("x2", [0, 1, 2, 3]), trial.suggest_categorical("x3", [0, 1, 2])]
            return mixed(numbers + choices)
        function, dimensions = functions[name]
        return function([trial.suggest_float(f"x{i}", 0, 1) for i in range(dimensions)])

    study.optimize(objective, n_trials=40 if name == "ring" else trials)
    return study.best_value


trials, seeds = int(sys.argv[1]), int(sys.argv[2])
print(json.dumps({name: {"optuna-tpe": [best(name, trials, seed) for seed in range(seeds)]} for name in [*functions, "mixed", "ring"]}))
