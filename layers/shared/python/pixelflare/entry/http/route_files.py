"""Files of routes that are imported when a request first needs them: a cold start loads what it uses, and no more."""

import re
from collections.abc import Mapping
from importlib import import_module
from threading import Lock
from typing import Any

from pixelflare.entry.http.app import HttpApp, UndeclaredRouteError
from pixelflare.entry.http.routes import Routes

_PARAMETER = re.compile(r"<\w+>")


class RouteFiles:
    """All files of one HTTP function, by module below `package`, each with the addresses that its routes have.

    `*` in an address stands for one segment. A file that has a route elsewhere raises UndeclaredRouteError when it loads.
    """

    def __init__(self, package: str, addresses: Mapping[str, tuple[str, ...]]) -> None:
        self.app = HttpApp()
        """With the routes that have been loaded so far."""
        self._package = package
        self._patterns = {module: [_pattern(each) for each in listed] for module, listed in addresses.items()}
        self._loaded: set[str] = set()
        self._lock = Lock()

    def modules_for(self, path: str) -> list[str]:
        """Those whose routes the path can match, loaded or not."""
        return [module for module, patterns in self._patterns.items() if _any(patterns, path)]

    def app_for(self, path: str) -> HttpApp:
        """The app, with every route that the path can match."""
        return self._load(self.modules_for(path))

    def whole_app(self) -> HttpApp:
        """The app with every route there is."""
        return self._load(list(self._patterns))

    def _load(self, modules: list[str]) -> HttpApp:
        if not self._loaded.issuperset(modules):
            with self._lock:
                for module in modules:
                    self._add(module)
        return self.app

    def _add(self, module: str) -> None:
        if module in self._loaded:
            return
        for routes in _routes_of(import_module(f"{self._package}.{module}")):
            for method, path in routes.addresses:
                if not _any(self._patterns[module], _PARAMETER.sub("*", path)):
                    raise UndeclaredRouteError(f"{method} {path} is not among the addresses of {module}")
            self.app.add(routes)
        self._loaded.add(module)


def _routes_of(module: Any) -> list[Routes[Any]]:
    return [each for each in vars(module).values() if isinstance(each, Routes)]


def _pattern(address: str) -> re.Pattern[str]:
    return re.compile("/".join("[^/]+" if segment == "*" else re.escape(segment) for segment in address.split("/")))


def _any(patterns: list[re.Pattern[str]], path: str) -> bool:
    return any(pattern.fullmatch(path) for pattern in patterns)
