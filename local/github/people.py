"""Those who have an account at the double of GitHub. A name is enough to have one."""

import hashlib
import re
import threading
from dataclasses import dataclass, replace

NAME = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")
"""GitHub's own rule."""
_LARGEST_ID = 2**31


@dataclass(frozen=True)
class Address:
    email: str
    primary: bool = True
    verified: bool = True

    def told(self) -> dict[str, object]:
        visibility = "private" if self.primary else None
        return {"email": self.email, "primary": self.primary, "verified": self.verified, "visibility": visibility}


@dataclass(frozen=True)
class GitHubPerson:
    id: int
    login: str
    name: str | None = None
    addresses: tuple[Address, ...] = ()

    def told(self) -> dict[str, object]:
        """https://docs.github.com/en/rest/users/users#get-the-authenticated-user. Addresses that are private are not in it."""
        return {
            "login": self.login,
            "id": self.id,
            "avatar_url": f"https://avatars.githubusercontent.com/u/{self.id}?v=4",
            "type": "User",
            "name": self.name,
            "email": None,
        }


class GitHubPeople:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[int, GitHubPerson] = {}

    def named(self, login: str) -> GitHubPerson:
        """The person of that name, who is made when first named. Upper and lower case are the same name."""
        with self._lock:
            for person in self._known.values():
                if person.login.lower() == login.lower():
                    return person
            person = _new(login)
            self._known[person.id] = person
            return person

    def of_id(self, number: int) -> GitHubPerson:
        return self._known[number]

    def change(self, person: GitHubPerson, **changes: object) -> GitHubPerson:
        """Renamed, for one, or with other addresses."""
        changed: GitHubPerson = replace(person, **changes)  # type: ignore[arg-type]
        with self._lock:
            self._known[person.id] = changed
        return changed


def _new(login: str) -> GitHubPerson:
    """Always the same id for a name that nobody has given up. Names with `unverified` have no verified address."""
    digest = hashlib.sha256(login.lower().encode()).digest()
    verified = "unverified" not in login.lower()
    primary = Address(f"{login.lower()}@users.example.com", verified=verified)
    other = Address(f"{login.lower()}@work.example.com", primary=False)
    return GitHubPerson(1 + int.from_bytes(digest[:8], "big") % _LARGEST_ID, login, login.title(), (other, primary))
