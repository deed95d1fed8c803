"""What an operator is told when the brake moves, by the topic of the alarms."""

from pixelflare.brake.state import spent_of
from schema.brake import BrakeCause, BrakeLevel, BrakeState

_DOES = {
    BrakeLevel.OFF: "Everything works again: variants are made, and uploads are taken.",
    BrakeLevel.STORED_ONLY: "Viewers get what is stored. Sizes that are not stored are not made. Uploads go on.",
    BrakeLevel.NO_UPLOADS: "Viewers get what is stored. Sizes that are not stored are not made, and no uploads are taken.",
}


def subject_of(level: BrakeLevel) -> str:
    """At most 100 characters of ASCII, as SNS wants it."""
    return "Pixelflare: the brake is off" if level is BrakeLevel.OFF else f"Pixelflare: the brake is at level {level:d}"


def text_of_step(state: BrakeState, level: BrakeLevel) -> str:
    lines = [_DOES[level], _why(state, level)]
    if level is not BrakeLevel.OFF:
        lines.append(
            "It ends with the month (UTC). To end it now: make brake LEVEL=0. To let it follow what is spent: "
            "make brake LEVEL=auto."
        )
    return "\n\n".join([*lines, "docs/brake.md explains it."])


def _why(state: BrakeState, level: BrakeLevel) -> str:
    match state.steps[0].cause if state.steps else BrakeCause.SPENT:
        case BrakeCause.OPERATOR:
            return "An operator has decided so."
        case BrakeCause.MONTH:
            return "A new month has begun."
        case BrakeCause.SPENT:
            below = "" if level is not BrakeLevel.OFF else ", which is below the thresholds"
            return f"Spent in {state.month}: ${spent_of(state):.2f}{below}."
