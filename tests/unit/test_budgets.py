"""What has to be longer than what, so that a guarantee holds. Each test says the guarantee that breaks otherwise."""

from datetime import timedelta

from pixelflare.imaging.decode.heic_process import MAX_CPU_SECONDS
from schema import budgets, limits

FUNCTIONS_THAT_PUBLISH = (budgets.HTTP_TIMEOUT, budgets.VARIANT_CONSUMER_TIMEOUT)
"""The CDN's function and the variant consumer."""


def test_a_function_answers_before_whoever_called_it_gives_up() -> None:
    assert budgets.HTTP_TIMEOUT < budgets.API_GATEWAY_LONGEST
    assert budgets.HTTP_TIMEOUT < budgets.ORIGIN_READ_TIMEOUT
    assert budgets.GATEWAY_TIMEOUT < budgets.API_GATEWAY_LONGEST


def test_a_silent_call_to_aws_does_not_take_the_whole_request() -> None:
    assert budgets.AWS_CONNECT_TIMEOUT + budgets.AWS_READ_TIMEOUT < budgets.HTTP_TIMEOUT


def test_a_picture_has_time_for_a_model_that_answers_at_the_third_attempt() -> None:
    assert 3 * budgets.AI_TIMEOUT < budgets.ONE_ANALYSIS < budgets.CLASSIFICATION_TIMEOUT
    assert budgets.CLASSIFICATION_TIMEOUT < budgets.CLASSIFICATION_LEASE


def test_a_miss_has_time_to_read_the_original_and_to_store_the_picture() -> None:
    assert budgets.MAKING_DEADLINE + timedelta(seconds=5) <= budgets.HTTP_TIMEOUT


def test_a_miss_that_waited_in_vain_still_answers_in_time() -> None:
    assert budgets.MAKER_PATIENCE + budgets.MAKER_LOOK_AGAIN + budgets.LAST_LOOK < budgets.HTTP_TIMEOUT


def test_a_lease_outlives_the_function_that_took_it() -> None:
    assert budgets.MAKER_LEASE > budgets.HTTP_TIMEOUT
    assert budgets.PUBLISHER_LEASE > budgets.VARIANT_CONSUMER_TIMEOUT
    assert budgets.IDEMPOTENCY_LEASE > budgets.HTTP_TIMEOUT


def test_a_sweep_begins_when_no_lease_and_no_publisher_is_left() -> None:
    for running in (*FUNCTIONS_THAT_PUBLISH, budgets.MAKER_LEASE, budgets.PUBLISHER_LEASE):
        assert running < budgets.SWEEP_DELAY


def test_the_last_look_leaves_the_answer_time_to_arrive() -> None:
    assert budgets.LAST_LOOK < budgets.ANSWER_ON_ITS_WAY


def test_a_change_waits_longer_than_an_answer_is_on_its_way() -> None:
    for patience in (budgets.PUBLISHERS_PATIENCE, budgets.BULK_PUBLISHERS_PATIENCE):
        assert patience > budgets.ANSWER_ON_ITS_WAY + budgets.PUBLISHERS_LOOK_AGAIN


def test_a_change_gives_up_before_its_request_ends() -> None:
    assert budgets.PUBLISHERS_PATIENCE + timedelta(seconds=5) <= budgets.HTTP_TIMEOUT
    assert budgets.BULK_PUBLISHERS_PATIENCE < budgets.LAST_PIECE < budgets.HTTP_TIMEOUT


def test_a_fallback_comes_after_the_request_that_it_makes_up_for() -> None:
    assert budgets.FALLBACK_DELAY > budgets.HTTP_TIMEOUT


def test_a_deleted_tags_record_outlives_every_request_that_has_seen_it() -> None:
    assert max(budgets.HTTP_TIMEOUT, budgets.UPLOAD_CONSUMER_TIMEOUT) < budgets.TAG_RETIRED


def test_an_id_and_its_record_are_no_further_apart_than_a_request_lasts() -> None:
    assert budgets.ID_SLACK > budgets.HTTP_TIMEOUT


def test_what_is_asked_anew_is_believed_longer_than_it_takes_to_ask_again() -> None:
    assert budgets.ORIGIN_PROOF_BELIEVED > budgets.ASK_AGAIN
    assert budgets.TOKEN_KEYS_BELIEVED > budgets.ASK_AGAIN


def test_messages_are_delayed_no_longer_than_the_queue_can() -> None:
    for delay in (budgets.SWEEP_DELAY, budgets.FALLBACK_DELAY):
        assert timedelta() < delay <= budgets.SQS_LONGEST_DELAY


def test_retries_grow_and_end_long_before_the_queue_forgets_the_message() -> None:
    assert budgets.FIRST_RETRY < budgets.LONGEST_RETRY
    assert timedelta(days=4) > budgets.ATTEMPTS * budgets.LONGEST_RETRY  # how long a queue keeps a message


def test_a_batch_leaves_its_first_message_the_time_that_it_needs() -> None:
    for timeout in (budgets.UPLOAD_CONSUMER_TIMEOUT, budgets.VARIANT_CONSUMER_TIMEOUT):
        assert timeout >= budgets.ONE_MESSAGE * 2
        for batches in (budgets.AWAITED, budgets.BACKGROUND):
            assert timeout * budgets.VISIBILITY_FACTOR > timeout + batches.window


def test_refining_ends_within_what_a_message_gets() -> None:
    assert budgets.REFINING + timedelta(seconds=4) < budgets.ONE_MESSAGE


def test_a_decoder_is_stopped_before_the_function_that_waits_for_it() -> None:
    assert timedelta(seconds=MAX_CPU_SECONDS) < budgets.HEIC_DECODING < budgets.UPLOAD_CONSUMER_TIMEOUT


def test_what_is_made_for_a_viewer_is_finished_by_the_consumer_that_has_more_time() -> None:
    assert budgets.MAKING_DEADLINE < budgets.VARIANT_CONSUMER_TIMEOUT
    assert budgets.FINISHED_LATER >= budgets.MAKING_DEADLINE


def test_a_reservation_outlives_its_form_and_parts_their_addresses() -> None:
    assert limits.RESERVATION_SECONDS > limits.UPLOAD_FORM_SECONDS
    assert limits.MULTIPART_SECONDS >= limits.PART_URL_SECONDS
