"""Files of rules, as communities edit them: YAML, read so that each problem has a line number.

All values are text except the three limits: `no`, `1984` and `2024-01-01` mean what they look like.
"""

from __future__ import annotations

from pathlib import Path

from linking.bundle.names import RULES_FILE
from linking.rules.model import NUMBER_KEYS, EffectiveRules, Origin, Rules, RulesError, merge_rules
from linking.rules.validation import Path as DataPath
from linking.rules.validation import parse_rules
from linking.rules.yaml_document import YamlError, decode_yaml, parse_yaml


def load_wiki_rules(data_dir: Path, wiki: str) -> EffectiveRules:
    """Read the rules in effect on a wiki from the files of a data directory.

    Raises:
        RulesError: With every problem of a file.
        OSError: If a file cannot be read.
    """
    return merge_rules(_read_named(data_dir / RULES_FILE, "global"), _read_named(data_dir / wiki / RULES_FILE, "wiki"))


def _read_named(path: Path, origin: Origin) -> Rules:
    """Read a file as `read_rules` does, with its path in the error message."""
    try:
        return read_rules(path, origin)
    except RulesError as error:
        raise RulesError(error.problems, path) from error


def read_rules(path: Path, origin: Origin) -> Rules:
    """Read the rules of a file. If the file does not exist, there are no rules.

    Raises:
        RulesError: With every problem.
        OSError: If the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Rules()
    try:
        text = decode_yaml(content)
    except YamlError as error:
        raise RulesError(error.problems) from error
    return parse_yaml_rules(text, origin)


def parse_yaml_rules(text: str, origin: Origin) -> Rules:
    """Read rules from YAML.

    Raises:
        RulesError: With every problem and its line.
    """
    try:
        document = parse_yaml(text, _plain_value)
    except YamlError as error:
        raise RulesError(error.problems) from error
    return parse_rules(document.data, origin, document.line_of)


def _plain_value(text: str, path: DataPath) -> object:
    if not (path and path[-1] in NUMBER_KEYS):
        return text
    try:
        return float(text)
    except ValueError:
        return text
