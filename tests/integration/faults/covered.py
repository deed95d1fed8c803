"""What the scenarios have to come by: consumers, schedules, readers of the stream, and routes that change something."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.functions import CONSUMERS, SCHEDULES
from tests.integration.cloud import STREAM_READERS

ROOT = Path(__file__).parents[3]
CHANGES = frozenset({"post", "put", "patch", "delete"})
_IN_THREADS = "its calls come from threads, where it is not seen: `bulk move`, `reject two`"
_ANOTHER = "a repetition makes another one, which its lists show; what is begun of a picture, `upload` tries"
_ANSWER = "it only answers; nothing is there afterwards that was not there before"
_SETS = (
    "it sets what the request says, with a condition: a repetition sets the same, or is told that it is there or gone"
)
_AGAIN = "it sets what the request says, and then tells the edge: a repetition does both again"
_SAME = "it does what `delete` does, for somebody else's album"
_OPERATOR = (
    "an operator's step, which says what it has done and goes on from there: tests/integration/test_administration.py"
)
_BACKUP = (
    "tests/integration/test_backup_settings.py and test_backup_encryption.py: what is half done is told and repeated"
)
_LINKS = "its codes and states are used once, and who is interrupted begins anew: tests/integration/test_linking.py"
_SENT = "tests/integration/test_webhook_faults.py: each of the deliveries that it sends"
OTHERWISE: dict[str, str] = {
    **dict.fromkeys(("actOnImages", "decideOnImages"), _IN_THREADS),
    **dict.fromkeys(("createApiKey", "createWebhook", "shareAlbum"), _ANOTHER),
    **dict.fromkeys(("createImageFromAddress", "uploadInOneRequest"), _ANOTHER),
    **dict.fromkeys(("shareImage", "signAddress", "testBackup"), _ANSWER),
    **dict.fromkeys(("changeMe", "changeMember", "changeTag", "changeWebhook", "putSettings", "putPlan"), _SETS),
    **dict.fromkeys(("createAlbum", "createTag", "deleteAlbum", "deleteWebhook", "revokeApiKey"), _SETS),
    **dict.fromkeys(("suspendOwner", "resumeOwner", "unsubscribe", "releaseBrake"), _SETS),
    **dict.fromkeys(("correctRecognition", "tagImage", "untagImage", "rotateSigningKey", "rotateWebhookSecret"), _SETS),
    **dict.fromkeys(("putVendorKey", "deleteVendorKey", "undoTakedown", "decideReport"), _AGAIN),
    "removeSharedImage": _SAME,
    **dict.fromkeys(("redriveDeadLetters", "discardDeadLetters"), _OPERATOR),
    **dict.fromkeys(("putBackup", "deleteBackup", "putBackupEncryption", "deleteBackupEncryption"), _BACKUP),
    **dict.fromkeys(("beginLinking", "finishLinking", "removeIdentity"), _LINKS),
    **dict.fromkeys(("testWebhook", "replayDelivery"), _SENT),
}
"""Routes without a scenario, and why. An outage of each service meets them all in tests/integration/test_outages.py, and the ids of
somebody else in test_other_owners.py."""
BACKGROUND = frozenset({*CONSUMERS, *SCHEDULES, *STREAM_READERS})


def changing_routes() -> dict[str, str]:
    """Operations by the function that answers, as file and name."""
    files = sorted((ROOT / "functions").glob("*/routes/**/*.py"))
    return {
        f"{file.relative_to(ROOT).as_posix()} {name}": operation
        for file in files
        for name, operation in _declared(ast.parse(file.read_text()))
    }


def _declared(module: ast.Module) -> Iterator[tuple[str, str]]:
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            for decorator in function.decorator_list:
                if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)):
                    continue
                said = {word.arg: word.value for word in decorator.keywords}
                if decorator.func.attr in CHANGES and "operation_id" in said:
                    yield function.name, str(ast.literal_eval(said["operation_id"]))


def functions_in(passed: Iterable[str]) -> set[str]:
    return {each.split("/")[1] for each in passed} & BACKGROUND


def operations_in(passed: Iterable[str]) -> set[str]:
    routes = changing_routes()
    return {routes[each] for each in passed if each in routes}
