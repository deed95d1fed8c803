"""Plays GitHub for sign-ins: `make run` and tests need no account there."""

from local.github.double import GITHUB_PATH, GitHubDouble
from local.github.people import Address, GitHubPeople, GitHubPerson

__all__ = ["GITHUB_PATH", "Address", "GitHubDouble", "GitHubPeople", "GitHubPerson"]
