"""What the processes of a fleet run inherit from the server that forks them, so that no wiki has to wait for it."""

from training.corpus.calendar_names import all_names
from training.evaluation import sentences
from training.fleet import wiki_process

__all__ = ["sentences", "wiki_process"]

all_names()
