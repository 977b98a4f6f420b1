"""The evaluation: what a response is, when the form is open, and what may be seen of it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.attending.evaluation import (
    Distribution,
    Question,
    Response,
    Results,
    check_response,
    check_ticket,
    closes_at,
    percentage,
    results,
)
from app.rules.errors import Code, RuleBroken
from tests.rules.brussels import at

CLOSES = at(2027, 3, 1, 12, 30)
SECOND = timedelta(seconds=1)
THRESHOLD = 5

TEXTS = st.sampled_from(["", " ", "Beter luisteren.", "Écouter mieux.", "Meer tijd, é."])
RESPONSES = st.lists(
    st.builds(
        Response,
        answers=st.dictionaries(st.sampled_from(Question), st.integers(1, 5)),
        takeaway=TEXTS,
        improvement=TEXTS,
    ),
    max_size=12,
)


def answered(point: int, takeaway: str = "") -> Response:
    return Response(dict.fromkeys(Question, point), takeaway)


# A response.


@pytest.mark.parametrize(
    "response",
    [
        Response({Question.USEFUL: 1}),
        Response({Question.ORGANISED: 5, Question.EXPECTATIONS: 3}),
        Response({}, takeaway="Eerst luisteren."),
        Response({}, improvement="Meer pauzes."),
    ],
)
def test_any_question_may_be_skipped(response: Response) -> None:
    check_response(response)


@pytest.mark.parametrize("blank", ["", " ", "\n\t "])
def test_a_response_says_something(blank: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_response(Response({}, blank, blank))
    assert broken.value.code is Code.EVALUATION_EMPTY


@pytest.mark.parametrize("point", [-1, 0, 6])
def test_an_answer_off_the_scale_is_a_mistake_of_the_caller(point: int) -> None:
    with pytest.raises(ValueError, match=f"not {point}"):
        check_response(Response({Question.USEFUL: point}))


@pytest.mark.parametrize("point", [1, 2, 3, 4, 5])
def test_each_point_of_the_scale_can_be_chosen(point: int) -> None:
    check_response(answered(point))


# The ticket.


def test_the_form_closes_some_days_after_the_last_meeting() -> None:
    assert closes_at(at(2027, 2, 8, 12, 30), 21) == CLOSES
    assert closes_at(at(2028, 2, 28, 12, 30), 1) == at(2028, 2, 29, 12, 30)


@pytest.mark.parametrize(
    ("used", "now", "code"),
    [
        (False, CLOSES - SECOND, None),
        (False, CLOSES, Code.EVALUATION_CLOSED),
        (False, CLOSES + SECOND, Code.EVALUATION_CLOSED),
        (True, CLOSES - SECOND, Code.EVALUATION_USED),
        (True, CLOSES, Code.EVALUATION_USED),
    ],
)
def test_a_ticket_opens_the_form_once_until_it_closes(
    used: bool, now: datetime, code: Code | None
) -> None:
    if code is None:
        check_ticket(used=used, closes=CLOSES, now=now)
        return
    with pytest.raises(RuleBroken) as broken:
        check_ticket(used=used, closes=CLOSES, now=now)
    assert broken.value.code is code


# The results.


@pytest.mark.parametrize(("number", "withheld"), [(0, True), (4, True), (5, False), (6, False)])
def test_results_are_withheld_below_five_responses(number: int, withheld: bool) -> None:
    shown = results([answered(4, "Eerst luisteren.")] * number, 9, THRESHOLD)
    assert shown.withheld is withheld
    assert (shown.invited, shown.responses) == (9, number)
    if withheld:
        assert shown == Results(9, number, withheld=True), "nothing but the rate is told"


def test_the_threshold_is_a_setting() -> None:
    assert not results([answered(4)], 9, 1).withheld
    assert results([answered(4)] * 9, 9, 10).withheld


def test_the_answers_are_counted_by_point() -> None:
    given_answers = [1, 2, 2, 4, 4, 5, 5]
    responses = [Response({Question.USEFUL: point}) for point in given_answers]
    shown = results(responses, 9, THRESHOLD)
    assert shown.distributions == (
        Distribution(Question.ORGANISED, (0, 0, 0, 0, 0)),
        Distribution(Question.USEFUL, (1, 2, 0, 2, 2)),
        Distribution(Question.EXPECTATIONS, (0, 0, 0, 0, 0)),
    )
    useful = shown.distributions[1]
    assert (useful.total, useful.agreeing) == (7, 4)
    assert percentage(useful.agreeing, useful.total) == 57


def test_texts_come_in_the_order_of_the_alphabet_and_blank_ones_not_at_all() -> None:
    responses = [
        Response({}, takeaway="C", improvement="z"),
        Response({}, takeaway=" A "),
        Response({}, takeaway="  ", improvement="y"),
        Response({}, takeaway="B"),
        Response({}, takeaway="A"),
    ]
    shown = results(responses, 5, THRESHOLD)
    assert shown.takeaways == ("A", "A", "B", "C")
    assert shown.improvements == ("y", "z")


@given(responses=RESPONSES, threshold=st.integers(1, 8), data=st.data())
def test_results_tell_nothing_about_the_order_of_the_responses(
    responses: list[Response], threshold: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(responses))
    assert results(shuffled, 12, threshold) == results(responses, 12, threshold)


@given(responses=RESPONSES, threshold=st.integers(1, 8), data=st.data())
def test_results_tell_nothing_about_which_answers_belong_together(
    responses: list[Response], threshold: int, data: st.DataObject
) -> None:
    takeaways = data.draw(st.permutations([response.takeaway for response in responses]))
    crossed = [
        Response(response.answers, takeaway, response.improvement)
        for response, takeaway in zip(responses, takeaways, strict=True)
    ]
    assert results(crossed, 12, threshold) == results(responses, 12, threshold)


@given(responses=RESPONSES, threshold=st.integers(1, 8))
def test_each_distribution_counts_each_answer_once(
    responses: list[Response], threshold: int
) -> None:
    shown = results(responses, 12, threshold)
    assert shown.withheld is (len(responses) < threshold)
    for distribution in shown.distributions:
        answers = [
            response.answers[distribution.question]
            for response in responses
            if distribution.question in response.answers
        ]
        assert distribution.total == len(answers)
        assert distribution.agreeing == sum(answer >= 4 for answer in answers)


# Percentages.


@pytest.mark.parametrize(
    ("part", "base", "whole"),
    [
        (0, 0, None),
        (3, 0, None),
        (0, 7, 0),
        (7, 7, 100),
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),  # a half goes up
        (1, 201, 0),
        (1, 8, 13),
        (5, 8, 63),
        (199, 200, 100),
        (9, 8, 113),
    ],
)
def test_a_percentage_is_whole_and_names_no_share_of_nothing(
    part: int, base: int, whole: int | None
) -> None:
    assert percentage(part, base) == whole


@given(part=st.integers(0, 10**6), base=st.integers(1, 10**6))
def test_a_percentage_lies_within_half_a_point_of_the_share(part: int, base: int) -> None:
    whole = percentage(part, base)
    assert whole is not None
    assert (2 * whole - 1) * base <= 200 * part < (2 * whole + 1) * base
