"""The stacks. Synthesizes offline, without an AWS account, into cdk.out (or where CDK_OUTDIR says): `python app.py`.

Context (`cdk deploy -c name=value`, or cdk.context.json):
    name                  prefix of the stacks and of the parameters (default `pixelflare`); two installations need two names
    app_url               where the browser application is reached, for sign-in callbacks (default the local address)
    alarm_email           who gets the alarms (default nobody)
    allowed_origins       pages that may call the API from a browser, separated by spaces (default the origin of app_url)
    widths                widths that anybody may ask for in an address, beside the presets', separated by spaces (default none)
    snap_widths           on: other widths become the next larger of these (default off)
    face_detection        on: Rekognition looks for faces in each upload, for crops by g=face; a tenth of a cent an image (default off)
    ai_provider           who looks at pictures: rekognition (default; docs/costs.md), off, or local, as in `make run` and never in AWS
    ai_moderation         off: pictures are not looked at for what may be unsafe, but those that wait for a verdict (default on)
    ai_colors             on: dominant colours are Rekognition's, for a price, in place of our own (default off)
    ai_thresholds         scores from which categories flag a picture: "explicit=0.9 alcohol=0.8 gambling=off" (default docs/ai.md)
    ai_least_score        score from 0 to 1 from which a label counts (default off: the models' own, 0.55 and 0.6)
    ai_timeout_seconds    what a model gets for one answer, 1 to 30 (default 30)
    caption_model         id of the model or inference profile of Bedrock that writes captions (default off)
    meaning               on: a model on Bedrock gives each picture a vector, so that sentences find it (default off; docs/search.md)
    hold_until_moderated  true: nothing of an upload is public before its verdict (default false; docs/moderation.md)
    origin_shield         on: one cache of CloudFront's in this region asks S3 and the function for all others (default off; docs/costs.md)
    account_concurrency   how many calls the account's Lambda runs at once (default 10, as a fresh account); the queues' consumers
                          follow it (docs/account.md)
    cdn_concurrency       how many of them are for viewers' misses, at most and reserved (default 0: whatever is free)
    max_jpeg_megapixels   the largest JPEG that is accepted, 64 to 200 (default 120)
    bin_days              how many days deleted images can be restored (default 30)
    backup_private_hosts  on: owners may back up to private networks, and by plain http (default off; docs/backup.md)
    custom_domains        on: owners may serve their images under host names of their own (default off; docs/domains.md)
    dns_resolvers         who is asked about their records (default "1.1.1.1 8.8.8.8")
    github_client_id      id of this installation's app at GitHub: people may sign in with GitHub (default none; docs/github.md)
    github_users          who may: ids of GitHub users, separated by spaces, or anybody
    plans                 `on`: an owner's plan limits their images (default off)
    monthly_budget        dollars: notices to alarm_email when the account's bill passes them (default none)
    brake_stored_only     dollars of a month from which nothing new is made for viewers (default 0: only by hand; docs/brake.md)
    brake_no_uploads      dollars of a month from which no uploads are taken either (default 0: only by hand)
    audit_logging         off: changes of images, albums and tags leave no audit entries (default on; docs/audit.md)
    analytics             off: nobody keeps or counts what viewers ask for (default on)
    analytics_engine      athena: access logs of busy hours are counted there (default function; docs/analytics.md)
    hours_kept_days       how many days analytics of single hours are kept (default 90)
    ses_identity          domain or address, verified in SES, that mails come from; with it, people may sign in by a code sent
                          by e-mail (default none: password and passkey, and Cognito's own address invites)
    waf                   on: AWS WAF stands before the distributions; count: its rules count and block nothing (default off; $9 a
                          month and $0.60 for a million requests; docs/firewall.md)
    waf_requests          with it, of one address in five minutes, at most (default 10000)
    tracing               on: X-Ray follows every call of a function, and its calls to AWS (default off)
    signing_public_keys   PEM texts of the keys that private pictures' addresses are signed with, the signing one first, at
                          most two; or such lists by the name of the installation, as `make keys` writes them (default a
                          placeholder that nobody can sign with)

Limits for one user, or one address where it says so; 0 turns one off (defaults in schema/limits.py):
    uploads_per_hour      images that may be reserved in an hour
    reads_per_hour        requests that only read, in an hour
    writes_per_hour       requests that change something else, in an hour
    anonymous_per_minute  requests without a login from one address, in a minute
    analytics_per_minute  questions about analytics, in a minute
    classifications_per_month  pictures that models are paid for, in 30 days (default 0: as many as come)
    meaning_per_hour      searches by meaning, in an hour
    purges_per_day        changes that the edge is told of, in a day
    variants_per_hour     pictures made on demand for one address, in an hour
    image_variants_per_day  pictures made on demand of one image, in a day
    owner_variants_per_hour  pictures made on demand of one owner's images, in an hour
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
    # A stack reads another's output while it is deployed. Exports would refuse a deployment that takes away what the stack
    # above still uses (docs/decisions/0031-references-between-stacks.md).
    "@aws-cdk/core:defaultCrossStackReferences": "weak",
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
