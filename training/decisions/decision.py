"""The format of a decision: one JSON object, which spec/decision.schema.json describes for other programs.

A test checks that the two agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta

Verdict = Literal["accept", "reject", "skip"]
Reason = Literal["wrong meaning", "part of a name", "overlinking", "everyday word", "date", "quotation", "other"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REASONS: tuple[Reason, ...] = get_args(Reason)

MAX_INTEGER = 2**53 - 1
"""The largest integer that JavaScript reads without rounding."""

MAX_LINK_TEXT = 1000
"""The longest text of a link, in code points."""

_Wiki = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,62}\Z")]
_Title = Annotated[str, Meta(max_length=255, pattern=r"[^\s_]")]
_LinkText = Annotated[str, Meta(min_length=1, max_length=MAX_LINK_TEXT)]
_Count = Annotated[int, Meta(ge=0, le=MAX_INTEGER)]
_Score = Annotated[float, Meta(ge=0, le=1)]
_Reviewer = Annotated[str, Meta(max_length=255)]
_Time = Annotated[datetime, Meta(tz=True)]
_Version = Annotated[str, Meta(min_length=1, max_length=100)]


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one person decided about one suggestion.

    Attributes:
        wiki: The wiki's database name.
        title: The title of the article.
        revid: The revision that was judged. 0 if it is unknown.
        link_text: The text that would become a link.
        link_target: The title of the article to link to.
        wikitext_offset: Where the text begins in the wikitext, in code points.
        score: The suggestion's score, or None if it is unknown.
        decision: What was decided.
        time: When, with a time zone, or None if it is unknown.
        bundle_version: The version of the bundle that made the suggestion, or None if it is unknown.
        reason: Why it was rejected, or None if no reason was given.
        reviewer: Who decided, or None if it is unknown.
    """

    wiki: _Wiki
    title: _Title
    revid: _Count
    link_text: _LinkText
    link_target: _Title
    wikitext_offset: _Count
    score: _Score | None
    decision: Verdict
    time: _Time | None
    bundle_version: _Version | None
    reason: Reason | None = None
    reviewer: _Reviewer | None = None

    def to_line(self) -> bytes:
        """Return the decision as a line of a file. Members that may be absent are left out if they are None."""
        members = msgspec.to_builtins(self)
        absent = [name for name in ("reason", "reviewer") if members[name] is None]
        return msgspec.json.encode({name: value for name, value in members.items() if name not in absent}) + b"\n"


class _Member(NamedTuple):
    kind: Any
    requirement: str


def _choice(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words[:-1]) + f' or "{words[-1]}"'


_INTEGER = f"an integer from 0 to {MAX_INTEGER}, without quotes or decimal point"
_TITLE = "a title of 1 to 255 characters"
_MEMBERS: Mapping[str, _Member] = {
    "wiki": _Member(_Wiki, 'the wiki\'s database name, such as "kwwiki"'),
    "title": _Member(_Title, _TITLE),
    "revid": _Member(_Count, _INTEGER),
    "link_text": _Member(_LinkText, f"a text of 1 to {MAX_LINK_TEXT} characters"),
    "link_target": _Member(_Title, _TITLE),
    "wikitext_offset": _Member(_Count, _INTEGER),
    "score": _Member(_Score | None, "a number from 0 to 1, or null if it is unknown"),
    "decision": _Member(Verdict, _choice(VERDICTS)),
    "time": _Member(_Time | None, "a time with date and zone such as 2026-11-28T23:05:00Z, or null if it is unknown"),
    "bundle_version": _Member(_Version | None, "a bundle's version such as 20261123T101500Z, or null if it is unknown"),
    "reason": _Member(Reason | None, f"{_choice(REASONS)}, or null"),
    "reviewer": _Member(_Reviewer | None, "a text of at most 255 characters, or null"),
}
"""The members of a decision, each with what it must be."""

REQUIRED = tuple(field.name for field in msgspec.structs.fields(Decision) if field.required)
_DECODER = msgspec.json.Decoder(Decision)
_SHOWN = 60


class InvalidDecisionError(Exception):
    """A line is not a decision.

    Attributes:
        problems: Everything that is wrong with it, each as a sentence without a period.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parse_decision(line: bytes) -> Decision:
    """Read one line of a file of decisions.

    Titles with underscores get spaces, and an empty reviewer becomes None.

    Raises:
        InvalidDecisionError: With every problem of the line.
    """
    try:
        decision = _DECODER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidDecisionError(_problems(line) or (str(error),)) from error
    if decision.reason is not None and decision.decision != "reject":
        raise InvalidDecisionError(_misplaced_reason(decision.decision))
    return msgspec.structs.replace(
        decision,
        title=decision.title.replace("_", " ").strip(),
        link_target=decision.link_target.replace("_", " ").strip(),
        reviewer=(decision.reviewer or "").strip() or None,
    )


def _problems(line: bytes) -> tuple[str, ...]:
    """Return what is wrong with a line, member by member: msgspec itself reports the first problem alone."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return ("is not UTF-8; save the file in the encoding UTF-8",)
    try:
        value = msgspec.json.decode(line)
    except RecursionError:
        return ("is not a decision: it is nested too deeply",)
    except msgspec.MsgspecError as error:
        return (f"is not JSON ({error}); each line must be one complete object, and text must be in double quotes",)
    if not isinstance(value, dict):
        return (f"is not a JSON object but {_show(value)}; write one object {{...}} on each line, without a list",)
    return (*_missing(value), *_unknown(value), *_invalid(value))


def _missing(members: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{name} is missing; it must be {_MEMBERS[name].requirement}" for name in REQUIRED if name not in members
    )


def _unknown(members: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for name in members:
        if name not in _MEMBERS:
            close = get_close_matches(name, _MEMBERS, n=1)
            advice = f'did you mean "{close[0]}"?' if close else f"known members are {', '.join(_MEMBERS)}"
            found.append(f"{_show(name)} is not a member of a decision; {advice}")
    return tuple(found)


def _invalid(members: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for name, value in members.items():
        if name in _MEMBERS:
            try:
                msgspec.convert(value, _MEMBERS[name].kind)
            except msgspec.ValidationError:
                found.append(f"{name} must be {_MEMBERS[name].requirement}, not {_show(value)}")
    verdict = members.get("decision")
    if members.get("reason") is not None and verdict in VERDICTS and verdict != "reject":
        found += _misplaced_reason(verdict)
    return tuple(found)


def _misplaced_reason(verdict: str) -> tuple[str, ...]:
    return (f'reason is only allowed with the decision "reject", not with "{verdict}"; remove it or set it to null',)


def _show(value: object) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
