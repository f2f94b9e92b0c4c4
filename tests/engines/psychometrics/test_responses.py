"""Bad answers are named with what to do."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.engines.psychometrics import MISSING, ResponseError, from_long, from_wide

GOOD = np.array([[0, 1, 2], [1, 0, 1], [1, 1, 0], [0, 0, 2]])


def test_missing_is_null_nan_or_negative():
    frame = pl.DataFrame({"a": [0, 1, None], "b": [1.0, float("nan"), 0.0], "c": [-1, 0, 1]})
    responses = from_wide(frame)
    assert responses.items == ("a", "b", "c")
    assert (responses.codes == MISSING).tolist() == [[False, False, True], [False, True, False], [True, False, False]]


class Arrow:
    """A table of any Arrow library, known by its stream alone."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


def test_arrow_tables_are_read():
    responses = from_wide(Arrow(pl.DataFrame(GOOD, schema=["a", "b", "c"])))
    assert responses.items == ("a", "b", "c")
    assert responses.codes.tolist() == GOOD.tolist()


def test_long_answers_become_a_matrix():
    long = pl.DataFrame({"who": ["u", "u", "v", "w", "w"], "what": ["a", "b", "a", "a", "b"], "answer": [1, 0, 0, 1, 1]})
    responses, persons = from_long(long, person="who", item="what", answer="answer")
    assert persons == ["u", "v", "w"]
    assert responses.codes.tolist() == [[1, 0], [0, MISSING], [1, 1]]


def test_an_item_answered_twice_by_one_person_is_named():
    long = pl.DataFrame({"who": ["u", "u", "v"], "what": ["a", "a", "a"], "answer": [1, 0, 0]})
    with pytest.raises(ResponseError, match="first by person u to item a"):
        from_long(long, person="who", item="what", answer="answer")


def test_an_item_that_everyone_answered_alike_is_named():
    with pytest.raises(ResponseError, match="same answer to b") as caught:
        from_wide(np.column_stack([GOOD[:, 0], np.ones(4)]), items=["a", "b"])
    assert caught.value.items == ("b",)


def test_answers_outside_the_options_are_named_with_their_rows():
    with pytest.raises(ResponseError, match="item3 has 2 answers outside its options, such as 2") as caught:
        from_wide(GOOD, options=[(0, 1)] * 3)
    assert caught.value.persons == (0, 3)


def test_an_option_that_no_one_chose_is_named():
    with pytest.raises(ResponseError, match="No one chose some option of item1"):
        from_wide(GOOD, options=[(0, 1, 2)] * 3)


def test_a_person_without_answers_is_named_or_dropped():
    answers = np.concatenate([GOOD, [[-1, -1, -1]]])
    with pytest.raises(ResponseError, match="first in row 4") as caught:
        from_wide(answers)
    assert caught.value.persons == (4,)
    assert from_wide(answers, empty_persons="drop").persons == 4


def test_a_copied_column_is_named():
    column = np.arange(40) % 3
    with pytest.raises(ResponseError, match="item1 and item3 have equal answers"):
        from_wide(np.column_stack([column, column[::-1], column]))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([[0.5, 1], [1, 0]], "not whole numbers in item1"),
        ([[0, 20000], [1, 0]], "above 9999 in item2"),
        ([["x", "y"]], "matrix of numbers"),
        ([], "matrix of numbers"),
    ],
)
def test_answers_that_are_no_codes(answers, message):
    with pytest.raises(ResponseError, match=message):
        from_wide(np.array(answers))


def test_negative_weights_are_named():
    with pytest.raises(ResponseError, match="1 weights are negative") as caught:
        from_wide(GOOD, weight=[1, 1, -1, 1])
    assert caught.value.persons == (2,)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-1, 5), min_size=3, max_size=3), min_size=2, max_size=20))
def test_codes_lead_back_to_the_answers(rows):
    answers = np.array(rows)
    try:
        responses = from_wide(answers, empty_persons="keep")
    except ResponseError:
        return
    for j, labels in enumerate(responses.labels):
        back = [labels[code] if code != MISSING else -1 for code in responses.codes[:, j]]
        assert back == answers[:, j].tolist()
