"""The text of docs/costs.md, around the tables that operations/cost.py makes."""

COST_PAGE = """\
# What it costs

This page shows what an installation costs a month, idle and in use. `make docs` generates it from the synthesized
templates and `schema/prices.py`, and a test compares them. Amounts are US dollars in us-east-1, without tax. "Bill"
subtracts the permanent free allotments of every AWS account, if nothing else in the account uses them.

## Idle

{idle}

**{idle_bill}** a month, {idle_list} without the free allotments. Stored images come on top. Nothing else costs money
while nobody views or uploads.

The queue requests are Lambda's own: it asks an empty queue over five connections. Without a limit on a consumer's
concurrency, Lambda would scale down to two, and these requests would be free. The limit keeps two queues from taking the
whole concurrency of a small account, so it is worth its {poll_bill} a month.

## At a million views

| assumption | a month |
| --- | --- |
{assumptions}

{busy}

**{busy_bill}** a month on top of the idle lines, {busy_list} without the free allotments. Most of it is the storage of
originals. A view that the edge answers costs almost nothing: one request, one or two calls of an edge function, and its
bytes. A file that is uploaded through the API counts as one request for each 512 KB.

## Receipts

`GET /v1/costs` says what an image (`scope=image&id=img_…`), an album (`scope=album&id=trips`) or all that you have costs in a
`month`, by default the running one. `format=csv` makes a table of it. Amounts are exact decimals: units times the list
price, without free allotments, which are the account's. So an album costs what its images cost, and an owner what all
their images and views cost that nobody can place.

| line | where its units come from |
| --- | --- |
| originals | counted: bytes of each original, from its reservation until it is gone for good |
| requests, transfer | counted in [access logs](analytics.md), an hour late |
| copies and presets | counted: bytes as they were last made, until the image goes into the bin. `make doctor` counts them again |
| purges | counted: each withdrawal, restore and new generation of an image |
| checks, presets and models | measured: milliseconds times memory, until the record notes the work; also when presets are made again |
| ai | recorded when a model was paid |
| vectors written | counted: each put of an image's vector, each as the 128 KB that it is charged for at least |
| questions to the index of vectors | counted for each owner, one for a page of hits; the installation has those of owners with images |
| all others | estimates (`is_estimate`): the assumptions above, for each upload, request and miss |

A copy or preset counts with the bytes that [usage](plans.md#what-is-counted) counts: both follow from the image's record. Images
from before have none until they are [migrated](migrating.md). What is made on demand is in a line of its own, an estimate.

**The installation.** `GET /v1/admin/costs` adds all owners up, for [operators](plans.md#what-an-operator-decides). On top come
requests for owners that do not exist, which are on nobody's receipt. A test holds the sum to its parts. The route reads
a small record of each image: by estimate 100,000 in eight seconds, so some 300,000 within the 30 seconds of the API.

`forecast` is the whole running month. What is stored stays; the rest goes on at its pace so far. An image that is gone stays
on the receipts of its months. Requests to the API, logs and what costs money while idle are nobody's share: they
are in the tables above. Images from before receipts come onto them by `make search-rebuild`.

## Origin Shield

`-c origin_shield=on` makes one cache in us-east-1 ask S3 and the function for all other regions. It is off by default,
and pays off when many regions view the same images. A miss from us-east-1 itself costs nothing more. At most, the month
above costs:

{shield}

Answers that are kept for less than an hour are charged always. A flood of paths that lead nowhere therefore costs two
of these requests for each path, one for each origin.

## Custom domains

Off by default, and then nothing of them costs anything. Where `custom_domains` is on, each verified domain is a tenant at
CloudFront: ten are free, more cost $20 a month together up to 200, and then $0.10 each. Their queue is polled like the others.
A purge counts twice, once for each distribution. [Plans](plans.md) and [limits](limits.md) bound the domains of an owner. Beside
the tenants, ten domains that are looked at once a day cost:

{domains}

## Firewall

`-c waf=on` puts [AWS WAF](firewall.md) before the distributions. It is off by default. It costs $9 a month while nobody comes, more than
all the rest, and the month above costs:

{firewall}

WAF looks at every request, those that the cache answers and those that it blocks as well.

## Notices by e-mail

Off without [a sender of mails](notices.md#for-operators), and then nothing of them costs anything. With one, their queue is polled like
the others, and SES takes $0.10 for a thousand mails. An owner gets one an hour of each kind at most.

## Search by meaning

`-c meaning=on` lets [sentences find pictures](search.md#by-meaning). It is off by default, and costs nothing while nobody
uploads or asks. The month above, with 1,000 questions, costs:

{meaning}

The `ai` line of a receipt has what the model was paid for pictures, and two lines have their vectors. An owner's receipt
also has the tokens of sentences, by estimate, and the questions. What these look through is nobody's share: the index is one
for all owners. An owner who asks 200 times an hour all month, in sentences of 500 characters, costs about three dollars.

## Backups

[Backups](backup.md) to owners' buckets cost nothing but an empty queue while nobody has set one up. If the whole library of the month
above were backed up, by estimate:

{backup}

Most of it is what AWS takes for bytes that leave it. A bucket in the same region costs nothing of that. Requests and storage at the
provider are on the owner's bill there. A change costs a list and a write there, and a night one list for each thousand objects.

## Webhooks and imports

Both cost nothing but an empty queue while nobody uses them. If one [endpoint](webhooks.md) were told of each upload of the month above:

{webhooks}

An endpoint that does not answer is asked ten times in a day, for up to ten seconds each: twenty times the function's run time at worst.

If all of the month's uploads came by an [import](importing.md), they would cost on top of what uploads cost:

{imports}

The bytes that come in are free. Where they come from may charge for them.

## When somebody means harm

AWS has no switch that ends a bill at a sum. [The bill brake](brake.md) stops what costs most by the piece: new variants at
one sum, uploads at the next. `-c monthly_budget=50` mails `alarm_email` when the account's bill passes half of 50 dollars,
passes them, or is about to. AWS counts up to three times a day. Concurrency is the limit that needs no counting: what the
functions can do at once bounds what they can do in a month. The figures are list prices without discounts for volume.

{abuse}

- `-c cdn_concurrency=20` lets `functions/cdn` run 20 times at once and no more. A fresh account has ten for all functions,
  and Lambda reserves none of them. What finds no room is answered 429, and the alarm `Throttles` fires.
- Whoever asks from wherever, an image gets 200 new variants a day, and an owner's images 5,000 an hour: about twenty cents
  (`-c image_variants_per_day`, `-c owner_variants_per_hour`). What was made before is served.
- `-c variants_per_hour=100` lowers what one address can have made; `-c snap_widths=on` leaves fewer sizes to ask for.
- A path of an owner that does not exist is remembered at the edge for a minute
  ([0029](decisions/0029-what-cloudfront-refuses-and-forgets.md)), so repeating it reaches no function.
- Against a flood of views there is [AWS WAF](firewall.md), a switch that is off: `-c waf=on`. To stop at once,
  disable the distribution in CloudFront's console.

## Prices

These are list prices of us-east-1, last looked through on {as_of}, from guides published in 2026. Prices with * are from
memory and unchecked. AWS's own pricing pages are authoritative.

{prices}
"""
