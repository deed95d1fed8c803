"""`CDK_OUTDIR=folder python -m tests.stacks.nag`: synthesizes for the CDK's own rules and cdk-nag's, and their report.

Findings make synthesis fail after the report is written; the test reads the report, so here that is not an error. A stack
that is wrong on purpose shows that the CDK's rules have judged: a report says nothing of rules that found nothing.
"""

from contextlib import suppress

from aws_cdk import CfnResource, Stack, Validations
from cdk_nag import AwsSolutionsChecks

from app import make_app

if __name__ == "__main__":
    app = make_app()
    CfnResource(Stack(app, "wrong"), "Parameter", type="AWS::SSM::Parameter", properties={"Wrong": True})
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with suppress(RuntimeError):
        app.synth()
