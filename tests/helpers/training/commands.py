"""Commands of training, run in this process."""

from __future__ import annotations

from training.__main__ import build_parser


def run_command(*words: object) -> int:
    """Run a command and return its exit code. Unlike `main`, this lets errors pass."""
    args = build_parser().parse_args([str(word) for word in words])
    code: int = args.run(args)
    return code
