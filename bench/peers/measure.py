"""What every peer's program shares: how long it steps, and the one JSON line it prints."""
import json
import os
import resource
import time

ROUNDS = 3
STEPS = {"ring": 1000, "mlp": 40, "dcgan": 12, "cdcgan": 12, "wgan-gp": 4}
WARM_UP = 3


def measure(workload, step, wait, version):
    """Times `step`; `wait` returns once all that was started is computed."""
    began = time.perf_counter()
    step()
    wait()
    first = (time.perf_counter() - began) * 1e3
    for _ in range(WARM_UP - 1):
        step()
    wait()
    steps = int(os.environ.get("GANX_BENCH_STEPS", STEPS[workload]))
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(steps):
            step()
        wait()
        times.append((time.perf_counter() - began) / steps * 1e3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"msPerStep": times, "firstStepMs": first, "peakBytes": peak, "version": version}))
