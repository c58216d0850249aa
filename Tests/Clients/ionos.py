"""The client of IONOS Cloud against an endpoint: uses what Berth uses of the API, as its authors' client does.

    ionos.py ENDPOINT

The token is taken from IONOS_TOKEN.
"""

import os
import sys

import ionoscloud


def refusal(call, *arguments, **named):
    """The status with which a call is refused."""
    try:
        call(*arguments, **named)
    except ionoscloud.ApiException as error:
        return error.status
    return None


def main(endpoint):
    api = ionoscloud.ApiClient(ionoscloud.Configuration(host=endpoint, token=os.environ["IONOS_TOKEN"]))
    datacenters, networks = ionoscloud.DataCentersApi(api), ionoscloud.LANsApi(api)

    def finished(answer):
        """The body of an answer, once the request that it names is done."""
        body, _, headers = answer
        api.wait_for_completion(headers["Location"].split("/")[-2], initial_wait=0.05)
        return body

    wrong = ionoscloud.ApiClient(ionoscloud.Configuration(host=endpoint, token="wrong"))
    assert refusal(ionoscloud.DataCentersApi(wrong).datacenters_get) == 401

    new = ionoscloud.Datacenter(
        properties=ionoscloud.DatacenterProperties(name="tour", location="de/fra", description="marked")
    )
    made = finished(datacenters.datacenters_post_with_http_info(new))
    found = datacenters.datacenters_find_by_id(made.id)
    assert found.metadata.state == "AVAILABLE" and found.properties.description == "marked"
    assert made.id in [each.id for each in datacenters.datacenters_get(depth=1).items]
    assert refusal(datacenters.datacenters_post, ionoscloud.Datacenter(
        properties=ionoscloud.DatacenterProperties(name="nowhere")
    )) == 422

    lan = ionoscloud.Lan(properties=ionoscloud.LanProperties(name="private", public=False))
    first = finished(networks.datacenters_lans_post_with_http_info(made.id, lan))
    assert [each.properties.name for each in networks.datacenters_lans_get(made.id, depth=1).items] == ["private"]
    change = ionoscloud.LanProperties(name="renamed")
    finished(networks.datacenters_lans_patch_with_http_info(made.id, first.id, change))
    assert networks.datacenters_lans_find_by_id(made.id, first.id).properties.name == "renamed"
    finished(networks.datacenters_lans_delete_with_http_info(made.id, first.id))
    assert refusal(networks.datacenters_lans_find_by_id, made.id, first.id) == 404

    rename = ionoscloud.DatacenterProperties(description="marked again")
    finished(datacenters.datacenters_patch_with_http_info(made.id, rename))
    assert datacenters.datacenters_find_by_id(made.id).properties.description == "marked again"
    finished(datacenters.datacenters_delete_with_http_info(made.id))
    assert refusal(datacenters.datacenters_find_by_id, made.id) == 404


main(*sys.argv[1:])
