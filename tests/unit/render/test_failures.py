"""Why a template could not be filled is said in the reader's language, and in English to programmers."""

from handover_policy.render.failures import WrongValue, failure_sentence


def test_a_failure_is_said_in_the_language_asked_for_and_shown_in_english() -> None:
    failure = WrongValue("no-text", name="list")
    assert str(failure) == failure_sentence(failure, "en") != failure_sentence(failure, "zh")


def test_what_is_no_failure_of_ours_is_told_on_one_line() -> None:
    assert failure_sentence(ValueError("a\n  b"), "zh") == "a b"
