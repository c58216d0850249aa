"""Hetzner's own client against an endpoint of the Cloud API.

    hetzner.py ENDPOINT tour                         uses what Berth uses of the API, as its authors' client does
    hetzner.py ENDPOINT zone NAME                    makes a zone
    hetzner.py ENDPOINT put ZONE NAME TYPE TTL VALUE [LABEL=VALUE…]
    hetzner.py ENDPOINT set ZONE NAME TYPE VALUE     changes the records and leaves the labels
    hetzner.py ENDPOINT label ZONE NAME TYPE [LABEL=VALUE…]
    hetzner.py ENDPOINT delete ZONE NAME TYPE
    hetzner.py ENDPOINT list ZONE                    prints JSON

The token is taken from HCLOUD_TOKEN.
"""

import json
import os
import sys

from hcloud import APIException, Client
from hcloud.networks.domain import NetworkSubnet
from hcloud.zones.domain import ZoneRecord, ZoneRRSet


def client(endpoint, token=None):
    return Client(
        token=token or os.environ["HCLOUD_TOKEN"], api_endpoint=endpoint, poll_interval=0.02, poll_max_retries=1000
    )


def refusal(call, *arguments, **named):
    """The code with which a call is refused."""
    try:
        call(*arguments, **named)
    except APIException as error:
        return error.code
    return None


def labels(pairs):
    return dict(pair.split("=", 1) for pair in pairs)


def values(rrset):
    return sorted(record.value for record in rrset.records)


def tour(endpoint):
    hetzner = client(endpoint)
    assert refusal(client(endpoint, "wrong").zones.get_all) == "unauthorized"
    zones(hetzner)
    records(hetzner)
    pages(hetzner)
    networks(hetzner)


def zones(hetzner):
    made = hetzner.zones.create(name="tour.example.org", mode="primary", ttl=300, labels={"team": "a"})
    made.action.wait_until_finished()
    assert refusal(hetzner.zones.create, name="tour.example.org", mode="primary") == "uniqueness_error"
    zone = hetzner.zones.get("tour.example.org")
    assert zone.id == made.zone.id == hetzner.zones.get(zone.id).id
    assert zone.ttl == 300 and zone.status == "ok" and zone.mode == "primary" and zone.record_count == 4
    assert len(zone.authoritative_nameservers.assigned) == 3
    assert [other.id for other in hetzner.zones.get_all(label_selector="team=a")] == [zone.id]
    assert hetzner.zones.get_all(name="absent.example.org") == []
    assert refusal(hetzner.zones.get, "absent.example.org") == "not_found"
    assert hetzner.zones.update(zone, labels={"team": "b"}).labels == {"team": "b"}
    zone.change_ttl(ttl=600).wait_until_finished()
    assert hetzner.zones.get(zone.id).ttl == 600
    # Set when the zone is made, and never to be seen as a change.
    assert {rrset.id for rrset in zone.get_rrset_all()} == {"@/SOA", "@/NS"}


def records(hetzner):
    zone = hetzner.zones.get("tour.example.org")
    made = zone.create_rrset(
        name="abc.k8s", type="A", ttl=60, labels={"managed-by": "berth"},
        records=[ZoneRecord("192.0.2.1", comment="by hand")],
    )
    made.action.wait_until_finished()
    assert made.action.command and made.rrset.id == "abc.k8s/A"
    rrset = zone.get_rrset("abc.k8s", "A")
    assert rrset.ttl == 60 and rrset.labels == {"managed-by": "berth"} and rrset.zone.id == zone.id
    assert [(record.value, record.comment) for record in rrset.records] == [("192.0.2.1", "by hand")]
    again = refusal(zone.create_rrset, name="abc.k8s", type="A", records=[ZoneRecord("192.0.2.2")])
    assert again == "uniqueness_error"
    assert refusal(zone.create_rrset, name="abc.k8s", type="CNAME", records=[ZoneRecord("a.b.")]) == "invalid_input"
    for name in ["ABC", "abc.tour.example.org", "abc.", "a b"]:
        assert refusal(zone.create_rrset, name=name, type="A", records=[ZoneRecord("192.0.2.1")]) == "invalid_input"
    for kind, value in [("A", "2001:db8::1"), ("AAAA", "192.0.2.1"), ("TXT", "without quotation marks")]:
        assert refusal(zone.create_rrset, name="bad", type=kind, records=[ZoneRecord(value)]) == "invalid_input"
    assert refusal(zone.create_rrset, name="bad", type="A", ttl=5, records=[ZoneRecord("192.0.2.1")]) == "invalid_input"

    zone.add_rrset_records(rrset, [ZoneRecord("192.0.2.2")]).wait_until_finished()
    assert values(zone.get_rrset("abc.k8s", "A")) == ["192.0.2.1", "192.0.2.2"]
    zone.remove_rrset_records(rrset, [ZoneRecord("192.0.2.1")]).wait_until_finished()
    zone.set_rrset_records(rrset, [ZoneRecord("192.0.2.3", comment="new")]).wait_until_finished()
    zone.update_rrset_records(rrset, [ZoneRecord("192.0.2.3", comment="newer")]).wait_until_finished()
    zone.change_rrset_ttl(rrset, ttl=None).wait_until_finished()
    changed = zone.get_rrset("abc.k8s", "A")
    assert values(changed) == ["192.0.2.3"] and changed.records[0].comment == "newer" and changed.ttl is None
    assert changed.labels == {"managed-by": "berth"}, "an action leaves the labels"
    assert zone.update_rrset(rrset, labels={"a": "b"}).labels == {"a": "b"}
    assert [found.id for found in zone.get_rrset_all(label_selector="a=b")] == ["abc.k8s/A"]
    assert [found.id for found in zone.get_rrset_all(name="abc.k8s", type=["A", "AAAA"])] == ["abc.k8s/A"]

    # For convenience, the RRSet is made with its first record and goes with its last one.
    fresh = ZoneRRSet(name="fresh", type="TXT", zone=zone)
    zone.add_rrset_records(fresh, [ZoneRecord('"one" "two"')], ttl=120).wait_until_finished()
    assert zone.get_rrset("fresh", "TXT").ttl == 120
    zone.remove_rrset_records(fresh, [ZoneRecord('"one" "two"')]).wait_until_finished()
    assert refusal(zone.get_rrset, "fresh", "TXT") == "not_found"

    zone.change_rrset_protection(rrset, change=True).wait_until_finished()
    assert refusal(zone.delete_rrset, rrset) == "protected"
    zone.change_rrset_protection(rrset, change=False).wait_until_finished()
    zone.delete_rrset(rrset).action.wait_until_finished()
    assert refusal(zone.get_rrset, "abc.k8s", "A") == "not_found"
    zone.create_rrset(name="@", type="A", records=[ZoneRecord("192.0.2.9")]).action.wait_until_finished()
    assert zone.get_rrset("@", "A").id == "@/A"
    assert len(hetzner.zones.actions.get_all()) >= len(zone.get_actions()) > 5
    hetzner.zones.delete(zone).action.wait_until_finished()
    assert refusal(hetzner.zones.get, "tour.example.org") == "not_found"


def pages(hetzner):
    zone = hetzner.zones.create(name="pages.example.org", mode="primary").zone
    for number in range(120):
        zone.create_rrset(name=f"n{number}", type="A", records=[ZoneRecord("192.0.2.1")])
    assert len(zone.get_rrset_all()) == 122
    first = zone.get_rrset_list(page=1, per_page=50)
    assert len(first.rrsets) == 50 and first.meta.pagination.total_entries == 122 and first.meta.pagination.last_page == 3
    hetzner.zones.delete(zone)


def networks(hetzner):
    subnet = NetworkSubnet(type="cloud", ip_range="10.9.1.0/24", network_zone="eu-central")
    network = hetzner.networks.create(name="tour", ip_range="10.9.0.0/16", subnets=[subnet], labels={"team": "a"})
    assert hetzner.networks.get_by_name("tour").id == network.id
    assert network.subnets[0].gateway == "10.9.0.1"
    more = NetworkSubnet(type="cloud", ip_range="10.9.2.0/24", network_zone="eu-central")
    network.add_subnet(more).wait_until_finished()
    network.reload()
    assert [each.ip_range for each in network.subnets] == ["10.9.1.0/24", "10.9.2.0/24"]
    assert refusal(hetzner.networks.create, name="tour", ip_range="10.9.0.0/16") == "uniqueness_error"
    network.delete()
    assert hetzner.networks.get_by_name("tour") is None


def main(endpoint, command, *rest):
    if command == "tour":
        return tour(endpoint)
    hetzner = client(endpoint)
    if command == "zone":
        return hetzner.zones.create(name=rest[0], mode="primary").action.wait_until_finished()
    zone = hetzner.zones.get(rest[0])
    if command == "list":
        print(json.dumps([
            {
                "name": rrset.name, "type": rrset.type, "ttl": rrset.ttl, "labels": rrset.labels,
                "values": values(rrset), "comments": [record.comment for record in rrset.records],
            }
            for rrset in zone.get_rrset_all() if rrset.type not in ["SOA", "NS"]
        ]))
    elif command == "put":
        name, kind, ttl, value, *pairs = rest[1:]
        zone.create_rrset(
            name=name, type=kind, ttl=int(ttl), records=[ZoneRecord(value)], labels=labels(pairs)
        ).action.wait_until_finished()
    elif command == "set":
        name, kind, value = rest[1:]
        zone.set_rrset_records(zone.get_rrset(name, kind), [ZoneRecord(value)]).wait_until_finished()
    elif command == "label":
        name, kind, *pairs = rest[1:]
        zone.update_rrset(zone.get_rrset(name, kind), labels=labels(pairs))
    elif command == "delete":
        zone.delete_rrset(zone.get_rrset(rest[1], rest[2])).action.wait_until_finished()
    else:
        sys.exit(f"unknown command {command}")


main(*sys.argv[1:])
