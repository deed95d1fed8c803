"""The access logs as a table that Athena can be asked about. Only where `analytics_engine=athena`.

Partitions follow from the folders' names, so nobody has to add them.
https://docs.aws.amazon.com/athena/latest/ug/partition-projection-kinesis-firehose-example-choosing-partition-keys.html
https://docs.aws.amazon.com/athena/latest/ug/create-cloudfront-table-manual-json.html
"""

from aws_cdk import Aws, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_s3 as s3
from constructs import Construct

from schema.access_logs import ATHENA_FIRST_DAY, ATHENA_RESULTS, ATHENA_TABLE, DOMAIN_FIELDS
from stacks.parts.function import AppFunction

_MOST_SCANNED = 100 * 1024**3
"""Of one question: half a dollar. An hour that is larger than this is a mistake."""


class LogTable(Construct):
    """`workgroup` and `table` are names."""

    def __init__(self, scope: Construct, logs: s3.Bucket, *, prefix: str) -> None:
        super().__init__(scope, "LogTable")
        self._logs, self._prefix = logs, prefix
        stack = Stack.of(self).stack_name
        self.workgroup = f"{stack}-analytics"
        self._database = stack.replace("-", "_").lower()
        self.table = f'"{self._database}"."{ATHENA_TABLE}"'
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=Aws.ACCOUNT_ID,
            database_input=glue.CfnDatabase.DatabaseInputProperty(name=self._database),
        )
        table = glue.CfnTable(
            self, "Table", catalog_id=Aws.ACCOUNT_ID, database_name=self._database, table_input=self._table()
        )
        table.add_dependency(database)
        athena.CfnWorkGroup(
            self,
            "WorkGroup",
            name=self.workgroup,
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                bytes_scanned_cutoff_per_query=_MOST_SCANNED,
                publish_cloud_watch_metrics_enabled=False,
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=f"s3://{logs.bucket_name}/{ATHENA_RESULTS}",
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_S3"
                    ),
                ),
            ),
        )

    def admit(self, function: AppFunction) -> None:
        """To ask. What Athena reads and writes for somebody, it reads and writes with their rights."""
        catalog = f"arn:{Aws.PARTITION}:glue:{Aws.REGION}:{Aws.ACCOUNT_ID}"
        workgroup = f"arn:{Aws.PARTITION}:athena:{Aws.REGION}:{Aws.ACCOUNT_ID}:workgroup/{self.workgroup}"
        function.allow(["athena:StartQueryExecution", "athena:GetQueryExecution"], workgroup)
        function.allow(
            ["glue:GetDatabase", "glue:GetTable"],
            f"{catalog}:catalog",
            f"{catalog}:database/{self._database}",
            f"{catalog}:table/{self._database}/{ATHENA_TABLE}",
        )
        answers = self._logs.arn_for_objects(f"{ATHENA_RESULTS}*")
        function.allow(["s3:GetBucketLocation"], self._logs.bucket_arn)
        function.allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], answers)

    def _table(self) -> glue.CfnTable.TableInputProperty:
        place = f"s3://{self._logs.bucket_name}/{self._prefix}"
        column = glue.CfnTable.ColumnProperty
        return glue.CfnTable.TableInputProperty(
            name=ATHENA_TABLE,
            table_type="EXTERNAL_TABLE",
            partition_keys=[column(name="day", type="string"), column(name="hour", type="int")],
            storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                columns=[column(name=field.lower(), type="string") for field in DOMAIN_FIELDS],
                location=place,
                input_format="org.apache.hadoop.mapred.TextInputFormat",
                output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                serde_info=glue.CfnTable.SerdeInfoProperty(
                    serialization_library="org.openx.data.jsonserde.JsonSerDe",
                    # A line that is no JSON has no fields then, and is counted as unreadable. A field that a line lacks is null.
                    parameters={"paths": ",".join(DOMAIN_FIELDS).lower(), "ignore.malformed.json": "true"},
                ),
            ),
            parameters=_projection(place),
        )


def _projection(place: str) -> dict[str, str]:
    return {
        "projection.enabled": "true",
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": f"{ATHENA_FIRST_DAY},NOW",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "projection.hour.type": "integer",
        "projection.hour.range": "0,23",
        "projection.hour.digits": "2",
        "storage.location.template": f"{place}${{day}}/${{hour}}/",
    }
