"""What AWS has counted of the account's bill, by a budget."""

from decimal import Decimal

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable


class AccountBudget:
    def __init__(self, name: str, *, account_id: str) -> None:
        self._name, self._account_id = name, account_id

    def spent(self) -> Decimal:
        """Dollars of the budget's running month, as AWS has counted them several times a day. Raises Unavailable."""
        with outages_are_unavailable("the budget"):
            answer = client("budgets").describe_budget(AccountId=self._account_id, BudgetName=self._name)
        return Decimal(str(answer["Budget"]["CalculatedSpend"]["ActualSpend"]["Amount"]))
