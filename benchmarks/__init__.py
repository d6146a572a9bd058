"""What the promises on speed are held against, measured side by side: python -m benchmarks."""

import os

# One thread for products, ours and those of the baselines: the time of the processor would count threads that wait for
# each other as work, and on two cores most of it. Read when numpy is imported.
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
