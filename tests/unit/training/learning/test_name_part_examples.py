"""Examples of the name part model are parts of labels and whole labels, with what precedes and follows them."""

from __future__ import annotations

import numpy as np
import pytest

from linking.name_parts import INPUTS
from tests.helpers.training.counted import CountedWiki
from training.corpus.chunks import bucket_of
from training.learning.examples import ExampleTask, TrainingSet
from training.learning.name_part_examples import NamePartExamples, concatenate, subsample, take_name_part_examples
from training.runtime.worker_pool import worker_pool

PLACES = {"Wales": "A country.", "University of Wales": "A school."}
TOWNS = {
    f"Town {number}": f"{number} people. It is by the [[University of Wales]] and 12 [[Wales]]; also old Wales."
    for number in range(12)
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> CountedWiki:
    return CountedWiki(tmp_path_factory.mktemp("wiki"), {**PLACES, **TOWNS})


@pytest.fixture(scope="module")
def examples(wiki: CountedWiki) -> NamePartExamples:
    split = wiki.corpus.split
    groups = [split.groups_excluding(fold, include_validation=True) for fold in range(split.cv_folds)]
    (chunk,) = wiki.corpus.chunks
    task = ExampleTask(
        chunk=chunk,
        titles=wiki.corpus.titles,
        training_sets=[TrainingSet([wiki.build(group, str(fold)) for fold, group in enumerate(groups)], True)],
        split=split,
        sampling_rate=0.0,
        seed=0,
    )
    with worker_pool(1) as pool:
        (found,) = pool.map(take_name_part_examples, [task])
    return found


def column(examples: NamePartExamples, name: str) -> list[list[float]]:
    """The values of an input, of whole labels and of parts of labels."""
    values = examples.inputs[:, INPUTS.index(name)]
    return [values[examples.labels == label].tolist() for label in (False, True)]


def test_parts_are_positive_and_whole_labels_are_negative(examples):
    """Each town has two labels, and one part of a label. “Old Wales” is no link."""
    assert examples.inputs.shape == (3 * len(TOWNS), len(INPUTS))
    assert examples.labels.sum() == len(TOWNS)


def test_inputs_describe_each_text_where_it_is(examples):
    whole, part = column(examples, "capital_before_short")
    assert (set(whole), set(part)) == ({0.0}, {1.0})
    whole, part = column(examples, "digit_before")
    assert (sorted(set(whole)), set(part)) == ([0.0, 1.0], {0.0})
    whole, part = column(examples, "words")
    assert (sorted(set(whole)), set(part)) == ([1.0, 3.0], {1.0})
    whole, part = column(examples, "text_length")
    assert sorted(set(whole)) == pytest.approx([np.log(5), np.log(19)])
    assert set(part) == {whole[1]}


def test_statistics_do_not_include_the_own_fold(wiki, examples):
    split = wiki.corpus.split
    sizes = [sum(split.cv_fold(bucket_of(town)) == fold for town in TOWNS) for fold in range(split.cv_folds)]
    uses = np.rint(np.expm1(examples.inputs[:, INPUTS.index("link_uses")]))
    assert set(uses.astype(int).tolist()) == {len(TOWNS) - size for size in sizes if size}


def test_examples_are_concatenated_in_order():
    one = NamePartExamples(np.full((1, len(INPUTS)), 1, np.float32), np.array([True]))
    two = NamePartExamples(np.full((2, len(INPUTS)), 2, np.float32), np.array([False, True]))
    both = concatenate([one, two])
    assert both.inputs[:, 0].tolist() == [1, 2, 2]
    assert both.labels.tolist() == [True, False, True]
    assert concatenate([]).inputs.shape == (0, len(INPUTS))


def test_a_subsample_keeps_texts_with_their_labels_and_depends_on_the_seed():
    numbers = np.arange(100, dtype=np.float32)
    every = NamePartExamples(np.repeat(numbers[:, None], len(INPUTS), axis=1), numbers % 3 == 0)
    few, again, other = (subsample(every, seed, 10) for seed in (3, 3, 4))
    assert few.inputs.shape == (10, len(INPUTS))
    assert few.labels.tolist() == (few.inputs[:, 0] % 3 == 0).tolist()
    assert len(set(few.inputs[:, 0].tolist())) == 10
    np.testing.assert_array_equal(few.inputs, again.inputs)
    assert few.inputs.tolist() != other.inputs.tolist()
    assert subsample(every, 0, 100) is every
