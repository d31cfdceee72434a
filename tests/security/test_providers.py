"""Log-in by an identity provider goes out through egress, and a provider that fails is a page and no fault."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from steward.kernel import egress
from steward.kernel.reachable import networks
from steward.people.models import User
from tests.security.far_side import FarSide, certificate_of, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.server]
NAME = "id.example.org"
CLIENT = "steward-at-id"
CONFIGURATION = "/.well-known/openid-configuration"


@pytest.fixture
def provider(
    tmp_path: Path, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[FarSide, list[str]]]:
    """An identity provider of the house on an inner network, and the names that were looked up."""
    path = certificate_of(NAME, tmp_path)
    settings.EGRESS_NETWORKS, settings.EGRESS_CERTIFICATES = networks("127.0.0.0/8"), str(path)
    egress._trusted.cache_clear()
    cache.clear()
    real, asked = egress.socket.getaddrinfo, []

    def resolve(name: str, port: int, **how: Any) -> Any:
        asked.append(name)
        return real("127.0.0.1", port, **how)

    monkeypatch.setattr(egress.socket, "getaddrinfo", resolve)
    with serving(path) as far:
        base = f"https://{NAME}:{far.port}"
        app = {"provider_id": "id", "name": "House", "client_id": CLIENT, "secret": "s" * 40}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{**app, "settings": {"server_url": base}}]}}
        far.says(
            CONFIGURATION,
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
            },
        )
        yield far, asked
    egress._trusted.cache_clear()


def begin(client: Client) -> Any:
    return client.post("/accounts/oidc/id/login/", HTTP_ACCEPT_LANGUAGE="en")


def test_somebody_logs_in_through_the_provider(provider: tuple[FarSide, list[str]]) -> None:
    far, asked = provider
    SocialAccount.objects.create(user=User.objects.get(username="customer-b"), provider="id", uid="bert")
    client = Client()
    sent = begin(client)
    assert sent["Location"].startswith(f"https://{NAME}:{far.port}/authorize?")
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    claims = {"iss": f"https://{NAME}:{far.port}", "aud": CLIENT, "sub": "bert", "exp": int(time.time()) + 60}
    far.says("/token", {"access_token": "a", "id_token": jwt.encode(claims, "k" * 40, "HS256")})
    far.says("/userinfo", {"sub": "bert"})
    back = client.get(f"/accounts/oidc/id/login/callback/?code=c&state={state}")
    assert back.status_code == 302
    assert client.get("/incident/").status_code == 200
    assert {path for _method, _host, path in far.asked} == {CONFIGURATION, "/token", "/userinfo"}
    assert {host for _method, host, _path in far.asked} == {f"{NAME}:{far.port}"}
    assert set(asked) == {NAME}


def _on_an_inner_network(_far: FarSide, settings: SettingsWrapper) -> None:
    settings.EGRESS_NETWORKS = ()


def _elsewhere(far: FarSide, _settings: SettingsWrapper) -> None:
    far.says(CONFIGURATION, b"", 302, Location="http://169.254.169.254/")


def _broken(far: FarSide, _settings: SettingsWrapper) -> None:
    far.says(CONFIGURATION, b"out of order", 500)


def _nonsense(far: FarSide, _settings: SettingsWrapper) -> None:
    far.says(CONFIGURATION, b"[1, 2]")


@pytest.mark.parametrize("fails", [_on_an_inner_network, _elsewhere, _broken, _nonsense])
def test_a_provider_that_cannot_be_asked_is_told_on_a_page(
    fails: Callable[[FarSide, SettingsWrapper], None], provider: tuple[FarSide, list[str]], settings: SettingsWrapper
) -> None:
    fails(provider[0], settings)
    answer = begin(Client())
    text = answer.content.decode()
    assert answer.status_code == 502
    assert "be asked just now" in text
    assert NAME not in text, "who is not logged in learns nothing of the network"
    assert "127.0.0.1" not in text
