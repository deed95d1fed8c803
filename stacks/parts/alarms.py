"""Who is told when a promise breaks, and the dashboard that shows why."""

from collections.abc import Iterable, Mapping, Sequence

from aws_cdk import Aws, Duration
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

MINUTE = Duration.minutes(1)
FIVE_MINUTES = Duration.minutes(5)


class Alarms(Construct):
    """One topic that every alarm speaks to.

    It is not encrypted: CloudWatch cannot publish to a topic that uses AWS's own key, and nothing in it is a secret.
    Its policy replaces the one that SNS gives to a new topic, so every service that publishes is admitted by name.
    """

    def __init__(self, scope: Construct, id_: str, *, email: str | None) -> None:
        super().__init__(scope, id_)
        self._topic = sns.Topic(self, "Topic", enforce_ssl=True)
        self.budget_name: str | None = None
        """Of the budget that counts the account's bill; None without one."""
        self._admit("cloudwatch.amazonaws.com")
        if email:
            self._topic.add_subscription(subscriptions.EmailSubscription(email))

    @property
    def topic_arn(self) -> str:
        return self._topic.topic_arn

    def watch(
        self,
        id_: str,
        metric: cloudwatch.IMetric,
        *,
        at_least: int,
        meaning: str,
        periods: int = 1,
        scope: Construct | None = None,
    ) -> cloudwatch.Alarm:
        """An alarm as soon as the value reaches `at_least` in so many periods in a row; no data is good news.

        It belongs to `scope`, if its metric is of a stack above.
        """
        alarm = cloudwatch.Alarm(
            scope or self,
            id_,
            metric=metric,
            threshold=at_least,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            evaluation_periods=periods,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"{meaning}. What to do: docs/runbook.md#{id_.lower()}",
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))
        return alarm

    def watch_bill(self, *, dollars: int) -> None:
        """Notices when the account's bill of a month passes half the budget and all of it, or is about to.

        The whole account's, because costs can be told apart only by tags that somebody has activated. AWS counts up to
        three times a day, so a notice may be half a day late, and nothing is switched off.
        https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html
        """
        self._admit("budgets.amazonaws.com")
        limit = budgets.CfnBudget.SpendProperty(amount=dollars, unit="USD")
        budget = budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(budget_type="COST", time_unit="MONTHLY", budget_limit=limit),
            notifications_with_subscribers=[
                self._notice("ACTUAL", percent=50),
                self._notice("ACTUAL", percent=100),
                self._notice("FORECASTED", percent=100),
            ],
        )
        self.budget_name = budget.ref
        budget.node.add_dependency(self._topic)  # Budgets looks at the topic's policy when it is told of it.

    def _notice(self, kind: str, *, percent: int) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
        return budgets.CfnBudget.NotificationWithSubscribersProperty(
            notification=budgets.CfnBudget.NotificationProperty(
                comparison_operator="GREATER_THAN",
                notification_type=kind,
                threshold=percent,
                threshold_type="PERCENTAGE",
            ),
            subscribers=[budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=self._topic.topic_arn)],
        )

    def _admit(self, service: str) -> None:
        """Lets an AWS service publish what happens in this account."""
        self._topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal(service)],
                actions=["sns:Publish"],
                resources=[self._topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )


def counted_for_all(outcome: str, *, of: str, namespace: str) -> cloudwatch.Metric:
    """How often in five minutes any function counted it, in the one metric that they share."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=outcome,
        dimensions_map={"service": of},
        period=FIVE_MINUTES,
        statistic="Sum",
    )


Graphs = Mapping[str, Sequence[cloudwatch.IMetric]]
"""Title to lines."""


def dashboard(scope: Construct, id_: str, *, shown: Iterable[Graphs]) -> None:
    """One dashboard, two graphs in a row; lines of the same title come into the same graph."""
    graphs: dict[str, list[cloudwatch.IMetric]] = {}
    for each in shown:
        for title, lines in each.items():
            graphs.setdefault(title, []).extend(lines)
    widgets = [cloudwatch.GraphWidget(title=title, left=lines, width=12) for title, lines in graphs.items()]
    rows: list[Sequence[cloudwatch.IWidget]] = [widgets[start : start + 2] for start in range(0, len(widgets), 2)]
    cloudwatch.Dashboard(scope, id_, widgets=rows)
