"""The offline command line: a wiki's dump in, a bundle for the service out."""

import os

# OpenMP's threads else spin while they wait for each other: on a busy machine that makes training many times slower.
# It is read when XGBoost is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
