"""The stacks. Synthesizes offline, without an AWS account, into cdk.out (or where CDK_OUTDIR says): `python app.py`.

Context (`cdk deploy -c name=value`):
    name         prefix of the stacks and of the parameters (default `pixelflare`); two installations need two names
    app_url      where the browser application is reached, for sign-in callbacks (default the local address)
    alarm_email  who gets the alarms (default nobody)
"""

from aws_cdk import App, Environment

from stacks.delivery import DeliveryStack
from stacks.service import ServiceStack
from stacks.storage import StorageStack

# Certificates, edge rules and log deliveries of CloudFront must be there, so everything is.
ENVIRONMENT = Environment(region="us-east-1")

# Here and not in cdk.json, so that `python app.py` and `cdk synth` make the same templates; -c overrides.
CONTEXT = {
    "name": "pixelflare",
    "app_url": "http://localhost:8787",
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/core:target-partitions": ["aws"],
    "@aws-cdk/core:validateAgainstDefaultRules": True,
}


def make_app() -> App:
    """The application with its three stacks, not yet synthesized."""
    app = App(context=CONTEXT, analytics_reporting=False, tree_metadata=False)
    name = app.node.get_context("name")

    storage = StorageStack(app, "storage", stack_name=f"{name}-storage", env=ENVIRONMENT)
    service = ServiceStack(app, "service", stack_name=f"{name}-service", env=ENVIRONMENT, storage=storage)
    DeliveryStack(app, "delivery", stack_name=f"{name}-delivery", env=ENVIRONMENT, storage=storage, service=service)
    return app


if __name__ == "__main__":
    make_app().synth()
