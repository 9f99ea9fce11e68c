"""The model card of a bundle: what it is for and not for, its data, how it learns, its figures, limits and contact.

The words are here, once. `model_card.html` displays them, and `model_card_wikitext.py` writes them for Meta-Wiki.

References:
    Mitchell et al. 2019, Model Cards for Model Reporting, https://arxiv.org/abs/1810.03993
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.serving.report import Estimate, Newcomers, Report
from api.serving.wiki_overview import WikiOverview
from api.web.language_names import ENGLISH, language_name
from linking.bundle.manifest import Manifest
from linking.design.figures import number, whole


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first cell of a row names the row."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading, then paragraphs, a list, and a table, as far as it has them."""

    heading: str
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model card.

    Attributes:
        wiki: Database name of the wiki.
        title: Title of the card.
        summary: What the model does, in a sentence.
        facts: Short facts by name.
        sections: The sections.
        contact: Whom to ask; empty if the settings do not say.
        contact_address: The address behind the contact; empty if it is only a name.
    """

    wiki: str
    title: str
    summary: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    contact: str
    contact_address: str


def make_model_card(overview: WikiOverview, contact: str, version: str) -> ModelCard:
    """Return the model card of a bundle whose manifest can be read, as a version of the service serves it."""
    manifest = overview.manifest
    assert manifest is not None
    language = language_name(manifest.language, ENGLISH).text
    return ModelCard(
        wiki=overview.wiki,
        title=f"Link recommendation for {overview.wiki}",
        summary=f"Suggests which words of an article in {language} should link to which other article, each with the "
        "probability that a reviewer accepts the link.",
        facts=_facts(manifest, language, version),
        sections=[
            *_uses(),
            _data(manifest, overview.report),
            _learning(manifest),
            *_figures(overview.report),
            _limits(overview),
        ],
        contact=contact,
        contact_address=contact_address(contact),
    )


def contact_address(contact: str) -> str:
    """Return the address that a contact leads to; empty if it is only a name."""
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact else ""


def _facts(manifest: Manifest, language: str, version: str) -> Sequence[tuple[str, str]]:
    made = f"{manifest.version[:4]}-{manifest.version[4:6]}-{manifest.version[6:8]}"
    dump = " of ".join(part for part in (manifest.dump.name, manifest.dump.date) if part) or "unknown"
    return (
        ("Wiki", manifest.wiki),
        ("Language", f"{language} ({manifest.language})"),
        ("Version", f"{manifest.version}, made on {made}"),
        ("Dump", dump),
        ("Model", "gradient boosted decision trees (XGBoost)"),
        ("Features", str(len(manifest.features))),
        ("Program", f"linkrecommendation {version}, GPL-2.0-or-later"),
        ("Personal data", "none"),
    )


def _uses() -> Sequence[Section]:
    return (
        Section(
            "Use it for",
            items=(
                "MediaWiki's “Add a link” task, in which newcomers accept or reject each link.",
                "Tools and bots whose suggestions people review before they are saved.",
                "Studying which links editors make and which they leave out.",
            ),
        ),
        Section(
            "Do not use it for",
            items=(
                "Saving links that nobody has looked at.",
                "Wikis or languages other than the one that the bundle was trained for.",
                "Judging editors, or the quality or importance of articles.",
                "Red links, links to other wikis, or links outside of running text: it suggests none.",
            ),
        ),
    )


def _data(manifest: Manifest, report: Report | None) -> Section:
    counts = manifest.counts
    counted = [
        f"{number(counts[name])} {words}"
        for name, words in (
            ("articles", "articles"),
            ("links", "links with the text of an anchor"),
            ("anchors", "anchors, which are texts that editors linked"),
        )
        if name in counts
    ]
    examples = manifest.training.get("examples")
    if isinstance(examples, int):
        counted.append(f"{number(examples)} training examples from articles whose links were taken out")
    if report and report.excluded:
        kinds = ", ".join(f"{kind.kind} ({number(kind.pages)})" for kind in report.excluded)
        counted.append(f"pages that are never suggested, by kind: {kinds}")
    return Section(
        "Data",
        (
            "The public XML dump of the wiki's current articles. It holds no data of readers, and the model uses none "
            "of editors.",
        ),
        counted,
    )


def _learning(manifest: Manifest) -> Section:
    if "trials" not in manifest.training:
        first = "The model was trained by another program and imported, so how it learned is not recorded here."
        return Section("How it learns", (first,))
    source = (
        "on other wikis, because this wiki is too small for a model of its own; the statistics of texts and titles are "
        "this wiki's"
        if manifest.training.get("default_model") is True
        else "on this wiki's own articles"
    )
    return Section(
        "How it learns",
        (
            f"A first model learns what editors link. It was trained {source}. Links are taken out of articles, and "
            "the model learns to tell them from the other texts that could be links. No count includes the article "
            "that it is used for.",
            "A second model corrects this to the probability that a reviewer accepts the link. It learned from "
            "judgements of suggestions, because reviewers reject some links that editors make, and accept many that "
            "editors have not made yet.",
        ),
    )


def _figures(report: Report | None) -> Iterator[Section]:
    if report is None or not report.protocols:
        yield Section("Figures", ("The bundle has no report, so its quality has not been measured here.",))
        return
    threshold = report.protocols[0].at_threshold.threshold
    yield Section(
        "Figures",
        (
            "Measured on articles that nothing was learned from. Links were taken out, and precision is the share of "
            "suggestions that are those links. Many of the others are good links that no editor has made yet.",
        ),
        table=Table(
            f"Finding editors' links, at threshold {threshold}, with 95 % confidence intervals",
            ("Articles", "Precision", "Recall", "Links taken out"),
            [
                (protocol.name, _share(protocol.precision), _share(protocol.recall), number(protocol.links))
                for protocol in report.protocols
            ],
        ),
    )
    if report.newcomers and report.newcomers.articles:
        yield _review(report.newcomers)


def _review(newcomers: Newcomers) -> Section:
    error = newcomers.calibration_error
    calibration = (
        "On wikis that the score was not learned from, the share of accepted suggestions differed from the score by at "
        f"most {whole(error)} percentage points in the mean."
        if error is not None
        else ""
    )
    return Section(
        "Figures by review",
        tuple(filter(None, ("What reviewers should accept of the suggestions for articles as they are.", calibration))),
        table=Table(
            f"Articles with at least {newcomers.min_links} suggestions, estimated for the whole wiki",
            ("Threshold", "Accepted", "Articles", "95 % interval"),
            [
                (
                    str(row.threshold),
                    "–" if row.acceptance is None else f"{whole(row.acceptance)} %",
                    number(round(row.wiki_two_or_more)),
                    "–".join(number(round(bound)) for bound in row.wiki_interval),
                )
                for row in newcomers.pool
            ],
        ),
    )


def _limits(overview: WikiOverview) -> Section:
    items = [
        "It knows what links look like, not what is true: it can link the wrong meaning of a word, a part of a name, "
        "or a word that needs no link.",
        "It repeats what editors of this wiki have linked, with their gaps and preferences.",
        "New articles and new words are unknown until the wiki is trained again.",
        "Words inside templates, tables, headings, quotations and references get no suggestions.",
    ]
    if overview.rules.count:
        count = overview.rules.count
        items.append(
            f"{count} rule{'s' if count > 1 else ''} of the community hold{'' if count > 1 else 's'} links back."
        )
    items += overview.report.cautions if overview.report else ()
    return Section("Limits", items=items)


def _share(estimate: Estimate | None) -> str:
    return f"{whole(estimate.value)} % ({whole(estimate.low)}–{whole(estimate.high)})" if estimate else "–"
