"""The command lines, from their argument parsers."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Callable, Iterator, Mapping

from api.__main__ import build_parser as build_api_parser
from generated.markup import block, code, prose, table
from training import errors
from training.__main__ import EXIT_INTERRUPTED, EXIT_NO_SPACE, EXIT_REFUSED
from training.__main__ import build_parser as build_training_parser

_DEFAULT = re.compile(r"\s*\(default: (%\(default\)s|[^)]*)\)")

EXIT_USAGE = 2
"""The exit code of argparse."""

PARSERS: Mapping[str, Callable[[], argparse.ArgumentParser]] = {
    "api": build_api_parser,
    "training": build_training_parser,
}


def markdown(package: str) -> str:
    """A section for each command of `python -m PACKAGE`: purpose, usage, arguments."""
    return "\n".join(_section(*command) for command in _commands(PARSERS[package]()))


def exit_codes() -> str:
    """What the exit codes of `python -m training` mean, from the classes of errors that end it."""
    meanings: dict[int, list[str]] = {
        EXIT_USAGE: ["The command line is wrong."],
        EXIT_REFUSED: ["A bundle or a name cannot be used, or one of several wikis failed."],
        EXIT_NO_SPACE: ["A file or the work directory cannot be read or written."],
        EXIT_INTERRUPTED: ["Interrupted (Ctrl-C)."],
    }
    for error in vars(errors).values():
        if inspect.isclass(error) and issubclass(error, errors.TrainingError) and not error.__subclasses__():
            meanings.setdefault(error.exit_code, []).append((error.__doc__ or "").strip().splitlines()[0])
    rows = ((str(number), prose(" ".join(meanings[number]))) for number in sorted(meanings))
    return table(("Exit code", "Meaning"), [("0", "Done."), *rows])


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Name, purpose and parser of each command, those of commands too."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        purposes = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, command in action.choices.items():
            if not any(isinstance(inner, argparse._SubParsersAction) for inner in command._actions):
                yield command.prog.removeprefix("python -m "), purposes.get(name, ""), command
            yield from _commands(command)


def _section(name: str, purpose: str, parser: argparse.ArgumentParser) -> str:
    options = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    parts = [f"## {name}\n", f"{_sentence(purpose)}\n", block("text", _usage(parser))]
    if options:
        parts.append(table(("Argument", "Default", "Meaning"), map(_row, options)))
    return "\n".join(parts)


def _usage(parser: argparse.ArgumentParser) -> str:
    return parser.format_usage().removeprefix("usage: ")


def _row(action: argparse.Action) -> tuple[str, str, str]:
    value = "" if action.nargs == 0 else _value(action)
    names = ", ".join(code(f"{option} {value}".rstrip()) for option in action.option_strings) or code(value)
    meaning, default = _split_default(action)
    required = "required" if action.required and action.option_strings else ""
    return names, required or default, _sentence(meaning)


def _split_default(action: argparse.Action) -> tuple[str, str]:
    """The help text without its remark on the default, and the default: in the remark's words where it has some."""
    text = action.help or ""
    remark = _DEFAULT.search(text)
    if remark and remark[1] != "%(default)s":
        return text.replace(remark[0], ""), prose(remark[1])
    default = "" if action.default in (None, False, [], argparse.SUPPRESS) else code(action.default)
    return _DEFAULT.sub("", text) % vars(action), default


def _value(action: argparse.Action) -> str:
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    name = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    more = f" [{name} ...]" if action.nargs in ("+", "*") else ""
    return f"{name}{more}"


def _sentence(text: str) -> str:
    """Help texts begin with a small letter and end without a period, as argparse's own do."""
    text = prose(text.strip())
    if text.split(" ")[0].isalpha():
        text = text[:1].upper() + text[1:]
    return f"{text}." if text and not text.endswith(".") else text
