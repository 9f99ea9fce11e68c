"""Rules by which a community holds links back: what they may say, and which of them hold for one wiki."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from linking.errors import LinkingError

Origin = Literal["global", "wiki", "request"]
"""Who made a rule: the file for all wikis, the file of one wiki, or the request itself."""

LISTS = ("targets", "texts", "classes", "sections")
"""What a rule may hold back by name, in the order in which they are tried."""

LIMITS = ("least_score", "text_length", "links_per_100_words")
"""What a rule may bound by a number."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision of a community. Each thing that it names is held back, whatever else it names.

    targets: titles. texts: whole link texts, in which `*` stands for any characters. classes: of targets, as training
    stores them ("Q6256", "Category:Countries"). sections: headings, with all below them; "%LEAD%" is the lead.
    least_score, text_length (code points): what scores less or is shorter is held back. links_per_100_words: the most
    links that an article may get for each 100 words of its running text. discussion: where it was decided.
    """

    name: str
    origin: Origin
    targets: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    least_score: float | None = None
    text_length: int | None = None
    links_per_100_words: float | None = None
    comment: str = ""
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """A rule for all wikis, by its name, that does not hold on this one."""

    rule: str
    comment: str = ""
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one file, or one request, says. Names of rules are unique in a file."""

    rules: tuple[Rule, ...] = ()
    lift: tuple[Lift, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in rules, and where. path: `rules[2].texts[0]`, "" for the whole; line: from 1, where known."""

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = ", ".join(filter(None, [f"line {self.line}" if self.line else "", self.path]))
        return f"{where}: {self.message}" if where else self.message


class RulesError(LinkingError):
    """Rules that cannot be used; all that is wrong with them, in order."""

    def __init__(self, problems: Iterable[Problem], place: object = "") -> None:
        """place: where the rules lie, for the message."""
        self.problems = tuple(problems)
        said = "; ".join(map(str, self.problems))
        super().__init__(f"{place}: {said}" if place else said)


_WORDS: Mapping[str, str] = {
    "targets": "Nothing is linked to “{}”.",
    "texts": "The text “{}” is not linked.",
    "classes": "Nothing is linked to articles of the class “{}”.",
    "sections": "Nothing is linked in the section “{}”.",
    "least_score": "What scores less than {:g} is not linked.",
    "text_length": "Texts of fewer than {} characters are not linked.",
    "links_per_100_words": "At most {:g} links are made for each 100 words.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a link was held back: the rule, the kind of thing (a name of LISTS or LIMITS) and what it says of it."""

    rule: Rule
    kind: str
    value: str | float

    @property
    def words(self) -> str:
        """What the rule says, as a sentence."""
        return _WORDS[self.kind].format(self.value)

    def to_json(self) -> Mapping[str, str | float]:
        """As plain data, for an explanation. Empty comments and discussions are left out."""
        said = {"comment": self.rule.comment, "discussion": self.rule.discussion}
        return {
            "rule": self.rule.name,
            "origin": self.rule.origin,
            "kind": self.kind,
            "value": self.value,
            "words": self.words,
            **{name: text for name, text in said.items() if text},
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """The rules that hold on a wiki. idle_lifts: lifted names that no rule for all wikis has, as after a renaming."""

    rules: tuple[Rule, ...]
    idle_lifts: tuple[Lift, ...] = field(default=())


def merge(for_all: Rules, for_wiki: Rules) -> Merged:
    """Rules for all wikis, without those that the wiki lifts, and the wiki's own.

    A wiki's rule of the same name does not replace the one for all wikis: a wiki that wants another lifts it and says
    its own.
    """
    lifted = {lift.rule for lift in for_wiki.lift}
    names = {rule.name for rule in for_all.rules}
    kept = tuple(rule for rule in for_all.rules if rule.name not in lifted)
    idle = tuple(lift for lift in for_wiki.lift if lift.rule not in names)
    return Merged(kept + for_wiki.rules, idle)
