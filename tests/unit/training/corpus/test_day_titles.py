"""Day titles lead to months, and months to day titles, also where a month has few of them."""

from __future__ import annotations

import pytest

from training.corpus.day_titles import add_days_of_months, add_months_of_days
from training.corpus.title_patterns import title_pattern
from training.runtime.database import database

MONTHS = [
    "Enerū", "Favrūr", "Marču", "Avrilu", "Maju", "Junu", "Julu", "Agustu", "Setemru", "Utubru", "Nuvemru", "Dičemru",
]  # fmt: skip


@pytest.fixture
def found(tmp_path):
    def days_and_months(titles, known=(), redirects=()) -> set[str]:
        with database(tmp_path / "titles.duckdb", memory_mb=100, threads=1) as connection:
            connection.execute("CREATE OR REPLACE TABLE title (title VARCHAR, target VARCHAR)")
            connection.execute("CREATE OR REPLACE TABLE title_pattern (title VARCHAR, pattern VARCHAR)")
            connection.execute("CREATE OR REPLACE TABLE calendar_page (article VARCHAR, kind VARCHAR)")
            connection.executemany("INSERT INTO title VALUES (?, ?)", [*((t, "") for t in titles), *redirects])
            patterns = [(t, p) for t in titles if (p := title_pattern(t))]
            connection.executemany("INSERT INTO title_pattern VALUES (?, ?)", patterns or [("", "")])
            if known:
                connection.executemany("INSERT INTO calendar_page VALUES (?, 'month')", [[month] for month in known])
            add_months_of_days(connection)
            add_days_of_months(connection)
            assert not connection.execute(
                "SELECT article FROM calendar_page WHERE (kind = 'day') <> regexp_matches(article, '[0-9٣]')"
            ).fetchall()
            return {article for (article,) in connection.execute("SELECT article FROM calendar_page").fetchall()}

    return days_and_months


def days(pattern: str, months: list[str], count: int = 30) -> list[str]:
    return [pattern.format(day, month.lower()) for month in months for day in range(1, count + 1)]


@pytest.mark.parametrize("pattern", ["{} {}", "{} d'{}", "{} de {}", "{}. {}", "{1} {0}"])
def test_the_months_of_complete_series_of_days_are_found(found, pattern):
    titles = days(pattern, MONTHS)

    assert found([*MONTHS, "Roma", *titles]) == {*MONTHS, *titles}


def test_a_month_is_found_through_a_redirect(found):
    titles = days("{} {}", MONTHS)

    assert "Mese di Maju" in found(["Mese di Maju", *titles], redirects=[("Maju", "Mese di Maju")])


@pytest.mark.parametrize(("months", "count"), [(MONTHS[:9], 30), (MONTHS, 27), (MONTHS, 32)])
def test_other_series_name_no_months(found, months, count):
    assert found([*MONTHS, *days("{} {}", months, count)]) == set()


def test_few_days_of_a_known_month_are_found(found):
    titles = ["28 d'abril", "1 abril", "3 Abril", "Abril 3", "2 ad abril", "٣ abril"]

    assert found(["Abril", *titles], ["Abril"]) == {"Abril", *titles}


def test_a_particle_may_be_joined_to_the_month(found):
    assert found(["ܬܫܪܝܢ ܐܚܪܝ", "3 ܒܬܫܪܝܢ ܐܚܪܝ"], ["ܬܫܪܝܢ ܐܚܪܝ"]) == {"ܬܫܪܝܢ ܐܚܪܝ", "3 ܒܬܫܪܝܢ ܐܚܪܝ"}


def test_other_titles_with_a_month_are_kept(found):
    titles = ["Abril 1974", "Abril", "25 Abril Bridge", "Revolution 3 d'abril", "Abrilia 3", "3 abril (film)"]

    assert found(titles) == set()
    assert found(titles, ["Abril"]) == {"Abril"}
