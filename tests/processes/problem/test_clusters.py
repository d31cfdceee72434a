"""Like incidents are proposed with their count, each count that of its list, and become one problem."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from steward.kernel.catalogue import process_of
from steward.kernel.models import Link
from steward.people.context import clock_set_to
from steward.people.models import User
from steward.processes.problem.clusters import clusters_of
from steward.surface.listing import page
from steward.surface.narrowing import narrow
from tests.people import as_
from tests.processes.problem.told import DAY, MONDAY, incident, item, linked, problem

pytestmark = pytest.mark.django_db
TODAY = MONDAY + 20 * DAY


def listed(query: str) -> int:
    from urllib.parse import parse_qs

    with as_("desk", TODAY) as actor:
        process = process_of("incident")
        return page(narrow(process, actor, parse_qs(query)), process.columns).count


def found(days: int = 30, username: str = "desk") -> list:
    with as_(username, TODAY) as actor:
        return clusters_of(actor, days, TODAY)


def test_three_alike_make_a_cluster_and_its_count_is_that_of_the_list_it_opens() -> None:
    numbers = [incident(MONDAY + n * DAY) for n in range(4)]
    incident(MONDAY, category="network")
    incident(MONDAY, category="network")
    incident(MONDAY - 30 * DAY)
    (vpn,) = found()
    assert (vpn.count, vpn.before, vpn.free) == (4, 1, 4)
    assert list(vpn.newest) == numbers[::-1]
    assert listed(vpn.query) == 4


def test_a_category_counts_with_all_below_it() -> None:
    for category in ("network", "network", "network", "network.vpn"):
        incident(category=category)
    (network,) = found()
    assert (network.count, network.free) == (4, 3)
    assert listed(network.query) == 4


def test_two_are_no_cluster_and_those_with_a_problem_count_no_more() -> None:
    numbers = [incident() for _turn in range(3)]
    cause = problem()
    assert len(found()) == 1
    linked(numbers[0], "caused_by", cause)
    assert found() == []


def test_incidents_on_one_configuration_item_are_a_cluster() -> None:
    server = item()
    for category in ("network", "network.vpn", ""):
        linked(incident(category=category), "affects", server, "desk")
    (cluster,) = found()
    assert (cluster.item, cluster.count, cluster.free) == (server, 3, 3)
    assert listed(cluster.query) == 3


def test_others_see_their_own_alone() -> None:
    for project in ("alpha-ops", "alpha-ops", "beta-ops"):
        incident(project=project)
    assert len(found()) == 1
    assert found(username="engineer") == []


def test_the_page_opens_a_problem_from_them_and_ties_each() -> None:
    numbers = {incident() for _turn in range(3)}
    desk = Client()
    desk.force_login(User.objects.get(username="desk"))
    with clock_set_to(MONDAY + timedelta(hours=1)):
        shown = desk.get("/problem/clusters/").content.decode()
        address = unescape(re.search(r'href="(/problem/new/[^"]*)"', shown)[1])
        form = desk.get(address).content.decode()
        assert set(re.findall(r'name="from" value="([^"]+)"', form)) == numbers
        assert re.search(r'<option value="incidents" selected', form)
        sent = {"title": "VPN", "project": "alpha-ops", "from": sorted(numbers)}
        assert desk.post("/problem/new/", sent).status_code == 303
        assert "/problem/new/" not in desk.get("/problem/clusters/").content.decode()
    with as_("desk"):
        assert Link.objects.filter(relation="caused_by", source__number__in=numbers).count() == 3


def test_of_one_service_project_its_list_holds_exactly_those() -> None:
    for project in ("alpha-ops", "own-ops"):
        for _turn in range(3):
            incident(project=project)
    desk = Client()
    desk.force_login(User.objects.get(username="desk"))
    with clock_set_to(MONDAY + timedelta(hours=1)):
        one, every = (desk.get(f"/problem/clusters/?project={code}").content.decode() for code in ("alpha-ops", "all"))
    (narrow_one, of_one), (wide, of_all) = (
        re.search(r'href="/incident/\?([^"]*)">(\d+)<', shown).groups() for shown in (one, every)
    )
    assert (int(of_one), listed(unescape(narrow_one))) == (3, 3)
    assert (int(of_all), listed(unescape(wide))) == (6, 6)


def test_contacts_are_refused() -> None:
    contact = Client()
    contact.force_login(User.objects.get(username="customer-a"))
    assert contact.get("/problem/clusters/").status_code == 403
