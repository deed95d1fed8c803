"""How a library goes out as files, and comes in from elsewhere: what no message may be lost of, and no file be there twice."""

from typing import Any

from schema.budgets import EXPORT_LEASE
from tests.integration.cloud import object_created
from tests.integration.exporting import everything, pictures
from tests.integration.faults.scenarios import Scenario, an_image
from tests.integration.faults.stage import MINUTE, Stage
from tests.integration.importing import Vendor
from tests.integration.small_pictures import picture

_ALREADY = (202, 409, 429)
"""A client whose answer was lost learns that its export is under way, or was the one of this day."""
ADDRESS = "https://pictures.test/a.jpg"
BUCKET = "pictures-of-every-fault"


def latest(stage: Stage) -> Any:
    return stage.ask("GET", "/v1/exports").body["data"][0]


# Exports


def export(stage: Stage, _: Any) -> None:
    """One that has failed, or whose message was never sent, is begun again."""
    if stage.ask("POST", "/v1/exports", {}, expect=_ALREADY).status != 202:
        stage.ask("POST", "/v1/exports", {}, expect=_ALREADY)
    stage.deliver()
    job = latest(stage)
    if job["state"] == "failed":
        stage.ask("POST", "/v1/exports", {})
        stage.deliver()
    elif job["state"] == "running":
        stage.time.pass_by(EXPORT_LEASE)
        stage.ask("POST", "/v1/exports", {}, expect=_ALREADY)
        stage.deliver()
    job = latest(stage)
    stage.ask("GET", f"/v1/exports/{job['id']}/parts")


def not_exported(stage: Stage) -> list[str]:
    """Everything is in it, once."""
    job = latest(stage)
    if (job["state"], job["files"], job["parts"], job["missing"]) != ("done", 1, 1, 0):
        return [f"the export is {job}"]
    found = list(pictures(everything(stage.cloud, stage.user, job)).values())
    return [] if found == [picture()] else ["the export has another picture"]


def exported(stage: Stage) -> Any:
    export(stage, an_image(stage))
    return latest(stage)


def take_back(stage: Stage, job: Any) -> None:
    stage.ask("POST", f"/v1/exports/{job['id']}/cancel")
    stage.deliver()


def left_of_export(stage: Stage) -> list[str]:
    return [f"left: {key}" for key in stage.cloud.keys("EXPORTS_BUCKET", f"{stage.owner}/")]


# Imports


def vendor(stage: Stage, *, gives: bool = True) -> Vendor:
    internet = Vendor()
    if gives:
        internet.gives(ADDRESS, picture())
    stage.cloud.services("import_consumer").outgoing = internet
    return internet


def from_bucket(stage: Stage) -> Any:
    s3 = stage.cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="a.jpg", Body=picture())
    named = {"endpoint": "https://s3.us-east-1.amazonaws.com", "bucket": BUCKET, "access_key_id": "a"}
    return {"kind": "bucket", "secret_access_key": "b"} | named


def from_addresses(stage: Stage) -> Any:
    vendor(stage)
    return {"kind": "addresses", "addresses": [{"address": ADDRESS, "album": "trips", "tags": ["sea"]}]}


def begin_import(stage: Stage, source: Any) -> None:
    """A client whose answer was lost begins a second import, which finds that the picture is there."""
    stage.ask("POST", "/v1/imports", {"source": source})
    go_on(stage)


def go_on(stage: Stage) -> None:
    """S3 tells of what has arrived."""
    stage.deliver()
    for key in stage.cloud.keys("UPLOADS_BUCKET"):
        stage.deliveries.send("upload_consumer", object_created(key, len(stage.cloud.body("UPLOADS_BUCKET", key))))
    stage.deliver()


def failed_import(stage: Stage) -> Any:
    """Its address has not answered."""
    source = from_addresses(stage)
    vendor(stage, gives=False)
    job = stage.ask("POST", "/v1/imports", {"source": source}).body
    stage.deliver()
    vendor(stage)
    return job


def try_again(stage: Stage, job: Any) -> None:
    """Who asks again after an answer that was lost may learn that it runs, or has ended well."""
    stage.ask("POST", f"/v1/imports/{job['id']}/retry", expect=(200, 409))
    go_on(stage)


def begun_import(stage: Stage) -> Any:
    return stage.ask("POST", "/v1/imports", {"source": from_addresses(stage)}).body


def cancel(stage: Stage, job: Any) -> None:
    stage.ask("POST", f"/v1/imports/{job['id']}/cancel")
    go_on(stage)


def not_ended(state: str) -> Any:
    """Each import ends so; but for one that nobody was told of, and that says that it could not be begun."""

    def wrong(stage: Stage) -> list[str]:
        jobs = stage.ask("GET", "/v1/imports").body["data"]
        well = [job for job in jobs if job["state"] == state and not job["failed"]]
        unbegun = [job for job in jobs if job["state"] == "failed" and "could not be begun" in job["problem"]]
        return [] if well and len(well) + len(unbegun) == len(jobs) else [f"the imports are {jobs}"]

    return wrong


MOVING = (
    Scenario("export", an_image, export, check=not_exported),
    Scenario("export that is taken back", exported, take_back, check=left_of_export),
    Scenario("import of addresses", from_addresses, begin_import, check=not_ended("done")),
    Scenario("import from a bucket", from_bucket, begin_import, check=not_ended("done")),
    Scenario("import that is tried again", failed_import, try_again, check=not_ended("done")),
    Scenario("import that is cancelled", begun_import, cancel, settled=(10 * MINUTE,), check=not_ended("cancelled")),
)
