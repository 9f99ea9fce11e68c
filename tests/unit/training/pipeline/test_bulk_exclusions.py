"""Articles to exclude, by category and template, with the redirects to templates in the dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.text.titles import Site
from tests.helpers.training.exports import export, page
from training.pipeline.bulk_exclusions import StandardInputError, find_exclusions
from training.pipeline.bulk_settings import BulkSettings, RecommendationOptions

SITE = Site("kwwiki", "kw", namespaces={"klass": 14, "skantlyn": 10})


def template_redirect(name: str, target: str, number: int) -> str:
    return page(
        f"Template:{name}",
        f"#REDIRECT [[Template:{target}]]",
        number=number,
        namespace=10,
        extra=f'<redirect title="Template:{target}" />',
    )


def excluded(dump: str, *, categories: tuple[str, ...] = (), templates: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The articles that the rule names."""
    options = RecommendationOptions(0.5, 10, (), "1", exclude_categories=categories, exclude_templates=templates)
    settings = BulkSettings(
        wiki="kwwiki", dumps=(dump,), data_dir=Path("data"), out=Path("out"), options=options, jobs=1
    )
    rules = find_exclusions(settings, SITE)
    return rules[0].articles if rules else ()


@pytest.fixture
def dump(tmp_path: Path) -> str:
    file = tmp_path / "dump.xml"
    redirects = [
        template_redirect("Working", "In use", 1),
        template_redirect("Busy", "Working", 2),
        template_redirect("Other", "Another", 3),
    ]
    file.write_bytes(export(*redirects))
    return str(file)


def test_nothing_is_excluded_unless_asked_for(dump: str) -> None:
    assert excluded(dump) == ()


def test_categories_may_be_written_in_any_way(dump: str) -> None:
    assert excluded(dump, categories=("lists of_things", "Klass:Years")) == (
        "Category:Lists of things",
        "Category:Years",
    )


@pytest.mark.parametrize("name", ["In use", "in_use", "Template:In use", "Skantlyn:in use", "Busy", "working"])
def test_a_template_is_excluded_under_all_its_names(dump: str, name: str) -> None:
    assert excluded(dump, templates=(name,)) == ("Template:Busy", "Template:In use", "Template:Working")


def test_redirects_cannot_be_sought_in_standard_input() -> None:
    with pytest.raises(StandardInputError):
        excluded("-", templates=("In use",))
    assert excluded("-", categories=("Years",)) == ("Category:Years",)
