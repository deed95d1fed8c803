"""Plays Cognito's managed login: the pages and endpoints for signing in to the local user pool."""

from local.sign_in.managed_login import ManagedLogin, managed_login

__all__ = ["ManagedLogin", "managed_login"]
