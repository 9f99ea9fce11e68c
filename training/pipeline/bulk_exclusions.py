"""The articles of a dump in which nothing is recommended, by their categories and templates."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from linking.rules.model import Rule
from linking.text.titles import TEMPLATE, Site, category_name, normalise, template_name
from training.dumps.dump import Dump
from training.errors import TrainingError
from training.pipeline.bulk_settings import BulkSettings

logger = logging.getLogger(__name__)

_MAX_REDIRECTS = 4


class StandardInputError(TrainingError):
    """Redirects of templates are sought before the articles, so the dump is read twice."""

    exit_code = 64  # EX_USAGE

    def __init__(self) -> None:
        super().__init__("--exclude-template reads the dump twice, which standard input does not allow; name a file")


def find_exclusions(settings: BulkSettings, site: Site) -> tuple[Rule, ...]:
    """Return a rule about the articles to exclude, which names redirects to their templates too.

    Raises:
        StandardInputError: Templates are excluded, and the dump cannot be read twice.
        DumpError: The dump cannot be read.
    """
    options = settings.options
    if not (options.exclude_categories or options.exclude_templates):
        return ()
    if options.exclude_templates and "-" in settings.dumps:
        raise StandardInputError
    templates = {template_name(site, raw) for raw in options.exclude_templates}
    redirects = _template_redirects(settings, site) if templates else {}
    targets = {_target(name, redirects) for name in templates}
    names = sorted(templates | targets | {name for name in redirects if _target(name, redirects) in targets})
    categories = (category_name(site, raw) or normalise(site, raw) for raw in options.exclude_categories)
    articles = (*(f"Category:{name}" for name in categories), *(f"Template:{name}" for name in names))
    return (Rule("recommend --exclude", "request", articles=articles),)


def _template_redirects(settings: BulkSettings, site: Site) -> Mapping[str, str]:
    """Return the redirects between templates. This reads the dump once."""
    logger.info("looking for redirects to the excluded templates in the dump")
    with Dump(settings.dumps, namespaces=[TEMPLATE], allow_truncated=settings.allow_truncated) as dump:
        return {
            template_name(site, page.title): template_name(site, page.redirect)
            for page in dump
            if page.redirect is not None
        }


def _target(name: str, redirects: Mapping[str, str]) -> str:
    for _ in range(_MAX_REDIRECTS):
        name = redirects.get(name, name)
    return name
