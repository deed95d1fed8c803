"""Which AWS operations the functions call: what botocore's data is cut down to in the layer.

A test compares this list with the calls in the domain's sources, so an operation that is missing here fails before it
is deployed. CreateBucket is never called; botocore takes its address when it signs an upload form.
"""

OPERATIONS: dict[str, frozenset[str]] = {
    "cloudfront": frozenset({"CreateInvalidation"}),
    "dynamodb": frozenset(
        {
            *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"),
            *("BatchGetItem", "TransactWriteItems"),
        }
    ),
    "s3": frozenset(
        {
            *("GetObject", "HeadObject", "PutObject", "DeleteObject", "DeleteObjects", "ListObjectsV2"),
            *("CreateMultipartUpload", "UploadPart", "ListParts", "CompleteMultipartUpload", "AbortMultipartUpload"),
            "CreateBucket",
        }
    ),
    "rekognition": frozenset({"DetectFaces"}),
    "secretsmanager": frozenset({"GetSecretValue"}),
    "sqs": frozenset({"SendMessage", "GetQueueUrl", "ChangeMessageVisibility"}),
    "ssm": frozenset({"GetParameter"}),
}
