"""Cloudflare's own client against an endpoint of its API v4.

    cloudflare_dns.py ENDPOINT tour                  uses what Berth uses of the API, as its authors' client does
    cloudflare_dns.py ENDPOINT zone NAME [PLAN]      makes a zone, on the free plan
    cloudflare_dns.py ENDPOINT put ZONE NAME TYPE TTL CONTENT [COMMENT]
    cloudflare_dns.py ENDPOINT edit ZONE NAME TYPE MEMBER=VALUE…
    cloudflare_dns.py ENDPOINT delete ZONE NAME TYPE
    cloudflare_dns.py ENDPOINT list ZONE             prints JSON

The token is taken from CLOUDFLARE_API_TOKEN.
"""

import json
import sys

import cloudflare
from cloudflare import Cloudflare


def client(endpoint, **named):
    return Cloudflare(base_url=endpoint, max_retries=0, **named)


def refusal(call, *arguments, **named):
    """The status with which a call is refused, and its codes: those of the causes, where it has any."""
    try:
        call(*arguments, **named)
    except cloudflare.APIStatusError as error:
        codes = []
        for each in error.body["errors"]:
            codes += [cause["code"] for cause in each.get("error_chain", [])] or [each["code"]]
        return [error.status_code] + codes
    return None


def account():
    return {"id": "0" * 32}


def tour(endpoint):
    api = client(endpoint)
    assert api.user.tokens.verify().status == "active"
    assert refusal(client(endpoint, api_token="wrong").user.tokens.verify) == [401, 1000]
    assert refusal(client(endpoint, api_token="wrong").zones.list) == [403, 9109]
    zone = zones(api)
    records(api, zone)
    filters(api, zone)
    batches(api, zone)
    pages(api, zone)
    api.zones.delete(zone_id=zone)
    assert list(api.zones.list(name="tour.example.org")) == []


def zones(api):
    zone = api.zones.create(account=account(), name="tour.example.org", type="full")
    assert zone.status == "active" and len(zone.name_servers) == 2
    assert refusal(api.zones.create, account=account(), name="tour.example.org") == [400, 1061]
    assert [found.id for found in api.zones.list(name="tour.example.org")] == [zone.id]
    assert api.zones.get(zone_id=zone.id).plan.legacy_id == "free"
    assert refusal(api.zones.get, zone_id="f" * 32) == [404, 1001]
    assert refusal(api.zones.get, zone_id="no-identifier") == [404, 7003]
    return zone.id


def records(api, zone):
    dns = api.dns.records
    new = dict(zone_id=zone, type="A", name="abc.k8s.tour.example.org", content="192.0.2.1", ttl=60)
    record = dns.create(**new, proxied=False, comment="heritage=berth")
    assert len(record.id) == 32 and record.ttl == 60 and record.comment == "heritage=berth" and not record.proxied
    assert refusal(dns.create, **(new | dict(ttl=120))) == [400, 81058]
    assert refusal(dns.create, **(new | dict(type="CNAME", content="a.example.org"))) == [400, 81053]
    for change, codes in [
        (dict(content="2001:db8::1"), [400, 9005]), (dict(type="AAAA"), [400, 9006]), (dict(ttl=5), [400, 9021]),
        (dict(name="a b"), [400, 9000]), (dict(name="x", comment="c" * 101), [400, 9313]),
        (dict(name="x", tags=["a:b"]), [400, 9300]),
    ]:
        assert refusal(dns.create, **(new | change)) == codes, change
    # Names below the zone, its apex, full ones with a dot; in lower case all of them.
    for name, full in [("UPPER", "upper.tour.example.org"), ("@", "tour.example.org")]:
        made = dns.create(zone_id=zone, type="TXT", name=name, content='"text"', ttl=1)
        assert made.name == full and made.ttl == 1
    alias = dns.create(zone_id=zone, type="CNAME", name="alias", content="target.example.org.", ttl=1)
    assert alias.content == "target.example.org"
    assert refusal(dns.create, **(new | dict(name="alias"))) == [400, 81054]
    other = dns.create(**(new | dict(name="proxied", content="192.0.2.8", proxied=True)))
    assert other.proxied and other.ttl == 1

    edited = dns.edit(record.id, zone_id=zone, type="A", name=record.name, content="192.0.2.2", ttl=60)
    assert edited.content == "192.0.2.2" and edited.comment == "heritage=berth" and edited.id == record.id
    put = dns.update(record.id, zone_id=zone, type="A", name="abc.k8s", content="192.0.2.3", ttl=1)
    assert put.content == "192.0.2.3" and put.comment is None
    assert dns.get(record.id, zone_id=zone).name == "abc.k8s.tour.example.org"
    assert dns.delete(record.id, zone_id=zone).id == record.id
    assert refusal(dns.get, record.id, zone_id=zone) == [404, 81044]
    assert refusal(dns.delete, record.id, zone_id=zone) == [404, 81044]


def filters(api, zone):
    def names(**filter):
        return sorted(record.name.split(".")[0] for record in api.dns.records.list(zone_id=zone, **filter))

    assert names(type="TXT") == ["tour", "upper"]
    assert names(name={"exact": "ALIAS.tour.example.org"}) == ["alias"]
    assert names(name={"startswith": "al"}) == ["alias"]
    assert names(content={"contains": "target"}) == ["alias"]
    assert names(comment={"present": "true"}) == []
    assert names(proxied=True) == ["proxied"]
    assert names(match="any", type="CNAME", proxied=True) == ["alias", "proxied"]
    assert names(search="target") == ["alias"]


def batches(api, zone):
    dns = api.dns.records
    first = dns.batch(zone_id=zone, posts=[
        dict(type="A", name=f"n{number}", content="192.0.2.1", ttl=60, comment="c", proxied=False) for number in range(100)
    ])
    assert len(first.posts) == 100
    ids = [record.id for record in first.posts]
    # What goes makes place for what comes, whatever their order in the request.
    second = dns.batch(
        zone_id=zone, posts=[dict(type="CNAME", name="n0", content="a.example.org", ttl=60)],
        patches=[dict(id=ids[1], content="192.0.2.5")],
        puts=[dict(id=ids[2], type="A", name="n2", content="192.0.2.6", ttl=1)],
        deletes=[dict(id=ids[0])],
    )
    assert [record.id for record in second.deletes] == [ids[0]] and second.posts[0].type == "CNAME"
    assert second.patches[0].comment == "c" and second.puts[0].comment is None
    # All or nothing.
    bad = dict(zone_id=zone, deletes=[dict(id=ids[3])], posts=[dict(type="A", name="n4", content="192.0.2.1", ttl=60)])
    assert refusal(dns.batch, **bad) == [400, 81058]
    assert dns.get(ids[3], zone_id=zone).name == "n3.tour.example.org"
    assert refusal(dns.batch, zone_id=zone, deletes=[dict(id=id) for id in ids * 3])[0] == 400, "a free zone takes 200"
    dns.batch(zone_id=zone, deletes=[dict(id=id) for id in ids[1:]])


def pages(api, zone):
    dns = api.dns.records
    there = len(list(dns.list(zone_id=zone)))
    dns.batch(zone_id=zone, posts=[
        dict(type="A", name=f"p{number}", content="192.0.2.1", ttl=60) for number in range(200 - there)
    ])
    assert refusal(dns.create, zone_id=zone, type="A", name="one-more", content="192.0.2.1", ttl=1) == [400, 81045]
    assert len(list(dns.list(zone_id=zone, per_page=7))) == 200
    first = dns.list(zone_id=zone, per_page=5000)
    assert len(first.result) == 200 and first.result_info.per_page == 5000


def main(endpoint, command, *rest):
    api = client(endpoint)
    if command == "tour":
        return tour(endpoint)
    if command == "zone":
        zone = api.zones.create(account=account(), name=rest[0], type="full")
        if len(rest) > 1:
            api.patch(f"/zones/{zone.id}", body={"plan": {"id": rest[1]}}, cast_to=object)
        return
    zone = next(iter(api.zones.list(name=rest[0]))).id

    def found(name, type):
        return next(iter(api.dns.records.list(zone_id=zone, name={"exact": name}, type=type)))

    if command == "list":
        members = ["name", "type", "ttl", "content", "comment", "proxied", "tags"]
        print(json.dumps([
            {member: getattr(record, member) for member in members}
            for record in api.dns.records.list(zone_id=zone, per_page=5000)
        ]))
    elif command == "put":
        name, type, ttl, content, *comment = rest[1:]
        named = dict(comment=comment[0]) if comment else {}
        api.dns.records.create(zone_id=zone, type=type, name=name, content=content, ttl=int(ttl), **named)
    elif command == "edit":
        record = found(rest[1], rest[2])
        change = {}
        for pair in rest[3:]:
            member, text = pair.split("=", 1)
            change[member] = {"true": True, "false": False}.get(text, int(text) if member == "ttl" else text)
        named = dict(name=record.name, type=record.type, content=record.content, ttl=record.ttl) | change
        api.dns.records.edit(record.id, zone_id=zone, **named)
    elif command == "delete":
        api.dns.records.delete(found(rest[1], rest[2]).id, zone_id=zone)
    else:
        sys.exit(f"unknown command {command}")


main(*sys.argv[1:])
