"""The data model of rules: what a rule may suppress, and which rules are in effect on a wiki."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from linking.errors import LinkingError

Origin = Literal["global", "wiki", "request"]
"""Where a rule comes from: the file for all wikis, the file of one wiki, or a request."""

LIST_KEYS = ("targets", "texts", "classes", "sections", "articles")
"""Members of a rule that list what it suppresses. Those of an article and of a section come first, and those of a link
are tried in this order."""

NUMBER_KEYS = ("least_score", "text_length", "links_per_100_words")
"""Members of a rule that set a limit."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision of a community. It suppresses a link if any of its members applies.

    Attributes:
        name: Unique in its file.
        origin: Where the rule comes from.
        targets: Titles that are never linked to.
        texts: Link texts that are never linked. They match whole texts; `*` stands for any characters.
        classes: Page classes that are never linked to, such as "Q6256" or "Category:Countries".
        sections: Headings of sections without links. Subsections are included. "%LEAD%" is the text before the first
            heading.
        articles: Articles in which nothing is suggested: titles, categories ("Category:Lists") and templates
            ("Template:Stub").
        least_score: The lowest score of a link.
        text_length: The shortest link text, in code points.
        links_per_100_words: The largest number of links for each 100 words of running text.
        comment: Why the rule exists.
        discussion: Where it was decided.
    """

    name: str
    origin: Origin
    targets: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    least_score: float | None = None
    text_length: int | None = None
    links_per_100_words: float | None = None
    comment: str = ""
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """An entry by which a wiki takes a rule for all wikis out of force for itself.

    Attributes:
        rule: Name of the rule.
        comment: Why it is lifted.
        discussion: Where that was decided.
    """

    rule: str
    comment: str = ""
    discussion: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of one file, or of one request."""

    rules: tuple[Rule, ...] = ()
    lift: tuple[Lift, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in rules.

    Attributes:
        path: Where it is, such as `rules[2].texts[0]`. Empty if it concerns the whole.
        message: What is wrong, starting with a verb.
        line: Line number in the file, from 1. None if there is no file.
    """

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        """Return "line 3, rules[0].texts: is empty"."""
        where = ", ".join(filter(None, [f"line {self.line}" if self.line else "", self.path]))
        return f"{where}: {self.message}" if where else self.message


class RulesError(LinkingError):
    """Rules that cannot be used.

    Attributes:
        problems: Everything that is wrong with them, in order.
    """

    def __init__(self, problems: Iterable[Problem], source: object = "") -> None:
        """Build the message from the problems, and from the source of the rules, such as the path of their file."""
        self.problems = tuple(problems)
        listed = "; ".join(map(str, self.problems))
        super().__init__(f"{source}: {listed}" if source else listed)


_SENTENCES: Mapping[str, str] = {
    "targets": "Nothing is linked to “{}”.",
    "texts": "The text “{}” is not linked.",
    "classes": "Nothing is linked to articles of the class “{}”.",
    "sections": "Nothing is linked in the section “{}”.",
    "articles": "Nothing is suggested in articles named by “{}”.",
    "least_score": "Links that score less than {:g} are not recommended.",
    "text_length": "Texts of fewer than {} characters are not linked.",
    "links_per_100_words": "At most {:g} links are made for each 100 words.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a link is suppressed.

    Attributes:
        rule: The rule.
        kind: The member of the rule that applies: one of LIST_KEYS or NUMBER_KEYS.
        value: The item of that list, or that number.
    """

    rule: Rule
    kind: str
    value: str | float

    @property
    def sentence(self) -> str:
        """What the rule says, as a sentence."""
        return _SENTENCES[self.kind].format(self.value)

    def to_json(self) -> Mapping[str, str | float]:
        """Return a JSON object for an explanation. Empty comments and discussions are left out."""
        optional = {"comment": self.rule.comment, "discussion": self.rule.discussion}
        return {
            "rule": self.rule.name,
            "origin": self.rule.origin,
            "kind": self.kind,
            "value": self.value,
            "words": self.sentence,
            **{name: text for name, text in optional.items() if text},
        }


@dataclass(frozen=True, slots=True)
class EffectiveRules:
    """The rules in effect on a wiki.

    Attributes:
        rules: Those for all wikis first, then the wiki's own.
        unknown_lifts: Lifts without effect, because no rule for all wikis has that name. It may have been renamed.
    """

    rules: tuple[Rule, ...]
    unknown_lifts: tuple[Lift, ...] = ()


def merge_rules(for_all: Rules, for_wiki: Rules) -> EffectiveRules:
    """Combine the rules for all wikis, without those that the wiki lifts, with the wiki's own.

    A wiki's rule does not replace the rule of the same name for all wikis. To replace it, the wiki also lifts that one.
    """
    lifted = {lift.rule for lift in for_wiki.lift}
    names = {rule.name for rule in for_all.rules}
    unlifted = tuple(rule for rule in for_all.rules if rule.name not in lifted)
    unknown = tuple(lift for lift in for_wiki.lift if lift.rule not in names)
    return EffectiveRules(unlifted + for_wiki.rules, unknown)
