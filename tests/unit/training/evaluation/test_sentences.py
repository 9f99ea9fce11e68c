"""Sentences are found with the abbreviations of the wiki's own text, and in scripts without spaces."""

from __future__ import annotations

from itertools import pairwise

import pytest

from training.corpus.plain_text import GAP
from training.evaluation.sentences import MAX_SAMPLE, SentenceSplitter

SAMPLE = "The church of St. Ives is old. It was built by St. Ia herself. Dr. Borlase of St. Just wrote about it. " * 30


def sentences(text: str, sample: str = "") -> list[str]:
    splitter = SentenceSplitter([sample])
    ends = [0, *splitter.boundaries(text)]
    return [text[start:end].strip() for start, end in pairwise(ends)]


def test_abbreviations_are_learned_from_the_sample():
    text = "A town near St. Ives is small. It is old."
    assert sentences(text, SAMPLE) == ["A town near St. Ives is small.", "It is old."]
    assert len(sentences(text)) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One river. Two rivers? Three rivers! Four", ["One river.", "Two rivers?", "Three rivers!", "Four"]),
        ("甲是河。乙是江也！丙是湖？", ["甲是河。", "乙是江也！", "丙是湖？"]),
        ("甲曰「乙是江。」丙是湖。", ["甲曰「乙是江。」", "丙是湖。"]),
        ("यह एक नदी है। वह एक शहर है।", ["यह एक नदी है।", "वह एक शहर है।"]),
        ("မြစ်တစ်ခု။ မြို့တစ်ခု။", ["မြစ်တစ်ခု။", "မြို့တစ်ခု။"]),
        ("ወንዝ ነው። ከተማ ነው።", ["ወንዝ ነው።", "ከተማ ነው።"]),
        ("یہ دریا ہے۔ وہ شہر ہے۔", ["یہ دریا ہے۔", "وہ شہر ہے۔"]),
        ("No end", ["No end"]),
        ("", []),
    ],
)
def test_sentences_end_with_the_marks_of_the_script(text, expected):
    assert sentences(text) == expected


def test_the_sample_is_bounded():
    """Texts after the limit are not read."""

    def texts():
        yield "a" * (MAX_SAMPLE // 2)
        yield GAP * MAX_SAMPLE
        pytest.fail("the sample is complete")

    assert SentenceSplitter(texts()).boundaries("One. Two.") == [4, 9]
