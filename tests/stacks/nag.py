"""`CDK_OUTDIR=folder python -m tests.stacks.nag`: synthesizes with cdk-nag's AWS Solutions rules, for their report.

Findings make synthesis fail after the report is written; the test reads the report, so here that is not an error.
"""

from contextlib import suppress

from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks

from app import make_app

if __name__ == "__main__":
    app = make_app()
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with suppress(RuntimeError):
        app.synth()
