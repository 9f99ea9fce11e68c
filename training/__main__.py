"""The command line of training: `python -m training COMMAND ...`."""

from __future__ import annotations

import argparse
import logging
import sqlite3
import sys
from collections.abc import Sequence

import duckdb

from linking import acceleration
from linking.bundle.atomic_files import StorageError, describe_os_error
from linking.errors import LinkingError
from linking.version import packaged_version
from training.cli import (
    Command,
    add_commands,
    classes,
    compare,
    decisions,
    default_acceptance,
    default_model,
    fetch,
    fleet,
    import_legacy,
    inspect,
    log_setup,
    prune,
    publish,
    recommend,
    rollback,
    run,
    sample_suggestions,
    unpublish,
)
from training.cli import list as list_command
from training.errors import TrainingError

EXIT_REFUSED, EXIT_NO_SPACE, EXIT_INTERRUPTED = 1, 74, 130

COMMANDS = (
    Command(run.NAME, run.HELP, run.add_arguments, run.run),
    Command(fleet.NAME, fleet.HELP, fleet.add_arguments, fleet.run),
    Command(recommend.NAME, recommend.HELP, recommend.add_arguments, recommend.run),
    Command(sample_suggestions.NAME, sample_suggestions.HELP, sample_suggestions.add_arguments, sample_suggestions.run),
    Command(compare.NAME, compare.HELP, compare.add_arguments, compare.run),
    Command(default_acceptance.NAME, default_acceptance.HELP, default_acceptance.add_arguments, default_acceptance.run),
    Command(default_model.NAME, default_model.HELP, default_model.add_arguments, default_model.run),
    Command(decisions.NAME, decisions.HELP, decisions.add_arguments, decisions.run),
    Command(publish.NAME, publish.HELP, publish.add_arguments, publish.run),
    Command(list_command.NAME, list_command.HELP, list_command.add_arguments, list_command.run),
    Command(rollback.NAME, rollback.HELP, rollback.add_arguments, rollback.run),
    Command(prune.NAME, prune.HELP, prune.add_arguments, prune.run),
    Command(unpublish.NAME, unpublish.HELP, unpublish.add_arguments, unpublish.run),
    Command(inspect.NAME, inspect.HELP, inspect.add_arguments, inspect.run),
    Command(import_legacy.NAME, import_legacy.HELP, import_legacy.add_arguments, import_legacy.run),
    Command(fetch.NAME, fetch.HELP, fetch.add_arguments, fetch.run),
    Command(classes.NAME, classes.HELP, classes.add_arguments, classes.run),
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Train wikis and publish their bundles.")
    parser.add_argument("--version", action="version", version=packaged_version())
    add_commands(parser, COMMANDS)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code. An error that an operator can fix is one line on standard error."""
    args = build_parser().parse_args(words)
    log_setup.configure()
    acceleration.warn_if_unusable(logging.getLogger(__name__))
    try:
        code: int = args.run(args)
    except TrainingError as error:
        return _fail(str(error), error.exit_code)
    except StorageError as error:
        return _fail(str(error), EXIT_NO_SPACE)
    except LinkingError as error:
        return _fail(str(error), EXIT_REFUSED)
    except OSError as error:
        return _fail(describe_os_error(error, "a file cannot be read or written"), EXIT_NO_SPACE)
    except (duckdb.Error, sqlite3.Error) as error:
        return _fail(f"the work directory cannot be used: {str(error).splitlines()[0]}", EXIT_NO_SPACE)
    except KeyboardInterrupt:
        reason = "interrupted; run the same command again to continue after the last finished step"
        return _fail(reason, EXIT_INTERRUPTED)
    return code


def _fail(reason: str, code: int) -> int:
    sys.stderr.write(f"error: {reason}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
