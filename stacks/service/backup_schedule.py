"""functions/backup_schedule: owners' libraries, to buckets of their own."""

from aws_cdk import aws_events as events
from constructs import Construct

from schema import budgets
from schema.env.backup_schedule import BackupScheduleEnv
from stacks.parts.alarms import Graphs
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.service.foundation import Foundation, objects

_BAD = {"BackupFailed": "owners' bad nights", "BackupOverdue": "the third bad night, and each after it"}


class BackupSchedule(ScheduledFunction):
    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters = on.storage, on.parameters
        super().__init__(
            scope,
            "backup_schedule",
            on.common,
            # From 03:00, and again while the night is young: a run goes on where the time of the one before ended.
            runs=events.Schedule.cron(minute="0/15", hour="3-5"),
            env=BackupScheduleEnv(
                core_table=storage.core.table_name,
                originals_bucket=storage.originals.bucket_name,
                address_key_parameter=parameters.address_key,
                backup_private_hosts=on.settings.backup_private_hosts,
            ),
            memory_mb=1024,
            timeout=budgets.BACKUP_TIMEOUT,
        )
        # Of the records it only notes how the backup stands, which state of an image the bucket has, and who wants to be told.
        self.allow_table(storage.core, "GetItem", "BatchGetItem", "Query", "UpdateItem")
        on.common.alarms.watch(
            "BackupOverdue",
            self.outcome("BackupOverdue"),
            at_least=1,
            meaning="an owner's backup has failed for three nights or more; the log of backup_schedule says whose and why",
        )
        self.allow(["s3:GetObject"], objects(storage.originals))
        self.allow(["s3:ListBucket"], storage.originals.bucket_arn)
        # Opens the owners' credentials.
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.address_key))

    def graphs(self) -> Graphs:
        bad = [self.outcome(name, label=label) for name, label in _BAD.items()]
        return {**super().graphs(), "Backups": bad}
