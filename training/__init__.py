"""The offline part: turns a wiki's dump into a bundle for the service."""

import os

# By default, OpenMP's threads spin while they wait for each other, which slows training many times on a busy machine.
# XGBoost reads this variable when it is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
