"""Cognito's managed login, played: the pages and endpoints at which people sign in to the local user pool."""

from local.sign_in.managed_login import ManagedLogin, managed_login

__all__ = ["ManagedLogin", "managed_login"]
