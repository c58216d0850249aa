"""octoDNS brings a zone to what its configuration says, and prints how many changes that took.

    octodns_sync.py hetzner|cloudflare ENDPOINT ZONE FOLDER
    octodns_sync.py powerdns HOST:PORT ZONE FOLDER

FOLDER holds `<zone>.yaml`. The credentials are taken from HCLOUD_TOKEN, CLOUDFLARE_API_TOKEN and PDNS_API_KEY.
"""

import functools
import os
import sys
import tempfile

import hcloud
import yaml
from octodns.manager import Manager


def target(kind, endpoint):
    if kind == "hetzner":
        # The provider takes no endpoint: it makes its client with the default one, which is set here.
        hcloud.Client = functools.partial(hcloud.Client, api_endpoint=endpoint)
        return {"class": "octodns_hetzner.HetznerProvider", "token": os.environ["HCLOUD_TOKEN"], "backend": "hcloud"}
    if kind == "cloudflare":
        return {
            "class": "octodns_cloudflare.CloudflareProvider", "token": os.environ["CLOUDFLARE_API_TOKEN"],
            "api_url": endpoint, "pagerules": False, "retry_count": 1, "retry_period": 1,
        }
    host, port = endpoint.split(":")
    return {
        "class": "octodns_powerdns.PowerDnsProvider", "host": host, "port": int(port),
        "api_key": os.environ["PDNS_API_KEY"], "mode_of_operation": "native",
    }


def main(kind, endpoint, zone, folder):
    name = zone.rstrip(".") + "."
    config = {
        "providers": {
            "config": {"class": "octodns.provider.yaml.YamlProvider", "directory": folder},
            "target": target(kind, endpoint),
        },
        "zones": {name: {"sources": ["config"], "targets": ["target"]}},
    }
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(config, file)
        file.flush()
        print(Manager(file.name).sync(dry_run=False, force=True))


main(*sys.argv[1:])
