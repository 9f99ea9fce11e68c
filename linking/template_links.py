"""Links that templates print: the parameters whose values are titles, such as that of `{{main|Vienna}}`.

What a template prints is not in the wikitext of the page that calls it. `training.corpus.link_parameters` learns which
parameters are nearly always titles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from linking.errors import LinkingError
from linking.text.titles import MAX_TITLE_BYTES, Site, article_title, template_name
from linking.wikitext.article import Article
from linking.wikitext.template_parameters import call_parameters, named_calls

LINK_PARAMETERS = "templates.json"
"""The bundle's file. Bundles of older versions do not have it."""


class LinkParametersError(LinkingError):
    """The bundle's file of templates has another structure."""

    def __init__(self, name: object) -> None:
        super().__init__(f"{LINK_PARAMETERS}: the parameters of {name!r:.80} are not a list of texts")


@dataclass(frozen=True, slots=True)
class LinkParameters:
    """The parameters of a wiki's templates whose values count as links.

    Attributes:
        keys: Normalized name of a template -> names of its parameters, or their numbers from "1".
    """

    keys: Mapping[str, Set[str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: object) -> LinkParameters:
        """Restore the parameters from the bundle's file.

        Raises:
            LinkParametersError: If the data is not a mapping of texts to lists of texts.
        """
        if not isinstance(data, dict):
            raise LinkParametersError("all templates")
        for name, keys in data.items():
            if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
                raise LinkParametersError(name)
        return cls({name: frozenset(keys) for name, keys in data.items()})

    def to_json(self) -> dict[str, Any]:
        """Return the data of the bundle's file."""
        return {name: sorted(keys) for name, keys in sorted(self.keys.items())}

    def linked_titles(self, site: Site, article: Article) -> Iterator[str]:
        """Yield the titles of articles that the article's templates link to. A page may be linked more than once."""
        if not self.keys:
            return
        keys_of: dict[str, Set[str]] = {}
        for call in named_calls(article.wikitext, article.templates):
            keys = keys_of.get(call.name)
            if keys is None:
                keys = keys_of[call.name] = self.keys.get(template_name(site, call.name), frozenset())
            if keys:
                parameters = call_parameters(article.wikitext, call)
                titles = (parameter_title(site, value) for key, value in parameters if key in keys)
                yield from (title for title in titles if title is not None)


NO_LINK_PARAMETERS = LinkParameters()


def parameter_title(site: Site, value: str) -> str | None:
    """Return the title of the article that a parameter's value may name, or None.

    A number is not a title here: a template that takes a year or a day seldom links it.
    """
    if len(value) > MAX_TITLE_BYTES or not any(map(str.isalpha, value)):
        return None
    return article_title(site, value)
