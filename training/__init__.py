"""The offline shell: from a wiki's dump to its bundle, and what operators do with bundles."""

import os

# OpenMP's threads else spin while they wait for each other: on a busy machine that makes training many times slower.
# It is read when XGBoost is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
