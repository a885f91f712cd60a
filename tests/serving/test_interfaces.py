"""Where other devices can open a server: real interfaces in a namespace of their own, and many that were invented."""

import json
import shutil
import subprocess
import sys
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.serving.interfaces import Adapter, Reachable, ordered, reachable

ROOT = Path(__file__).parents[2]
ASKED = "import json, sys; from dataclasses import asdict; from sandbox.serving.interfaces import reachable; {}"
TOLD = ASKED.format("print(json.dumps([asdict(one) for one in reachable(sys.argv[1], 8000)]))")

NETWORK = """
set -eu
ip link set lo up
add() { ip link add "$1" type veth peer name "peer-$1"; ip address add "$2" dev "$1"; ip link set "$1" up; }
add docker0 172.17.0.1/16; ip link set peer-docker0 up
add tun0 10.8.0.2/24; ip link set peer-tun0 up
add lan0 10.1.0.2/24; ip link set peer-lan0 up
add wifi0 192.168.77.2/24; ip address add fd77::2/64 dev wifi0 nodad
add unplugged0 192.168.5.5/24
ip link add down0 type veth peer name peer-down0; ip address add 192.168.6.6/24 dev down0
unshare --net sleep 60 & device=$!
trap 'kill $device' EXIT
while [ "$(readlink /proc/$device/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.1; done
ip link set peer-wifi0 netns $device
there() { nsenter --target $device --net "$@"; }
there ip address add 192.168.77.1/24 dev peer-wifi0; there ip link set peer-wifi0 up
ip route add default via 192.168.77.1
"""


def within(script: str, *arguments: str) -> str:
    """What a shell prints in a network of its own, where it may make interfaces."""
    tools = [tool for tool in ("unshare", "nsenter", "ip") if shutil.which(tool) is None]
    if tools:
        pytest.skip(f"needs {' and '.join(tools)} (util-linux, iproute2) to make network interfaces")
    own = ["unshare", "--map-root-user", "--net"]
    tried = subprocess.run([*own, "true"], check=False, capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"this system lets nobody make a network namespace: {tried.stderr.strip()}")
    done = subprocess.run(
        [*own, "sh", "-c", script, "sh", sys.executable, *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(setup: str, host: str) -> list[tuple[str, str, bool]]:
    answer: list[dict[str, Any]] = json.loads(within(f'{setup}\n"$1" -c "$2" "$3"', TOLD, host))
    return [(one["interface"], one["url"], one["for_others"]) for one in answer]


IPV4 = [
    ("wifi0", "http://192.168.77.2:8000", True),
    ("lan0", "http://10.1.0.2:8000", True),
    ("tun0", "http://10.8.0.2:8000", True),
]
LAST = [("docker0", "http://172.17.0.1:8000", True), ("lo", "http://127.0.0.1:8000", False)]


def test_of_all_interfaces_the_one_with_the_way_out_comes_first_and_those_that_are_down_never() -> None:
    assert told(NETWORK, "0.0.0.0") == [*IPV4, *LAST]


def test_of_both_families_ipv6_comes_after_ipv4() -> None:
    assert told(NETWORK, "::") == [*IPV4, ("wifi0", "http://[fd77::2]:8000", True), *LAST]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_without_any_network_only_loopback_is_left(host: str) -> None:
    assert told("ip link set lo up", host) == [("lo", "http://127.0.0.1:8000", False)]


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("10.1.0.2", ("lan0", "http://10.1.0.2:8000", True)),
        ("fd77::2", ("wifi0", "http://[fd77::2]:8000", True)),
        ("127.0.0.1", ("lo", "http://127.0.0.1:8000", False)),
    ],
)
def test_a_server_on_one_interface_is_reached_there_alone(host: str, answer: tuple[str, str, bool]) -> None:
    assert told(NETWORK, host) == [answer]


def test_another_device_opens_the_first_of_them() -> None:
    opened = f"""{NETWORK}
    url=$("$1" -c "$2")
    "$1" -m sandbox serve --host 0.0.0.0 --port 8000 & server=$!
    trap 'kill $server $device' EXIT
    there "$1" -c "$3" "$url"
    """
    first = ASKED.format("print(reachable('0.0.0.0', 8000)[0].url)")
    other = """if True:
        import sys, time, urllib.request
        for _ in range(200):
            try:
                page = urllib.request.urlopen(sys.argv[1]).read().decode()
                break
            except OSError:
                time.sleep(0.1)
        print(sys.argv[1], "Audience Sandbox" in page)
    """
    assert "http://192.168.77.2:8000 True" in within(opened, first, other)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_told_by_address_and_by_name(host: str) -> None:
    (only,) = reachable(host, 8000)
    assert (only.url, only.for_others) == ("http://127.0.0.1:8000", False)


def test_a_name_that_leads_nowhere() -> None:
    with pytest.raises(OSError, match="not known"):
        reachable("nowhere.invalid", 8000)


NAMES = ("eth0", "wlan0", "docker0", "br-0a1b", "virbr0", "veth12", "tun0", "wg0", "lo", "en0", "vEthernet (WSL)")
ADAPTERS = st.lists(st.builds(Adapter, st.sampled_from(NAMES), st.ip_addresses()), unique=True, max_size=12)
DEFAULTS = st.none() | st.ip_addresses(v=4)


def urls(found: list[Reachable]) -> list[str]:
    return [one.url for one in found]


@given(ADAPTERS, DEFAULTS, st.booleans(), st.randoms())
def test_the_order_is_one_order_whatever_the_system_says_first(
    adapters: list[Adapter], default: IPv4Address | None, ipv6: bool, random: Any
) -> None:
    shuffled = [adapter for adapter in adapters if not adapter.address.is_loopback]
    before = ordered(shuffled, 8000, default, ipv6=ipv6)
    random.shuffle(shuffled)
    assert ordered(shuffled, 8000, default, ipv6=ipv6) == before


@given(ADAPTERS, DEFAULTS, st.booleans())
def test_every_address_that_can_be_opened_is_there_and_loopback_is_last(
    adapters: list[Adapter], default: IPv4Address | None, ipv6: bool
) -> None:
    found = ordered(adapters, 8000, default, ipv6=ipv6)
    assert [one.for_others for one in found] == [True] * (len(found) - 1) + [False]
    assert {one.address for one in found[:-1]} == {
        str(one.address)
        for one in adapters
        if not one.address.is_loopback and (one.address.version == 4 or (ipv6 and not one.address.is_link_local))
    }


@given(ADAPTERS, st.sampled_from(("eth0", "wlan0")), st.ip_addresses(v=4, network="192.168.0.0/16"))
def test_the_way_out_of_an_ordinary_interface_is_first(
    adapters: list[Adapter], name: str, default: IPv4Address
) -> None:
    others = [adapter for adapter in adapters if adapter.address != default]
    assert ordered([*others, Adapter(name, default)], 80, default, ipv6=True)[0].address == str(default)


@given(ADAPTERS, DEFAULTS)
def test_containers_come_after_everything_that_other_devices_can_reach(
    adapters: list[Adapter], default: IPv4Address | None
) -> None:
    within = [one.interface[:2] in ("do", "br", "vi", "ve", "vE") for one in ordered(adapters, 80, default)[:-1]]
    assert within == sorted(within)


@pytest.mark.parametrize(
    ("address", "url"), [("192.168.1.5", "http://192.168.1.5:80"), ("fd00::5", "http://[fd00::5]:80")]
)
def test_what_people_open(address: str, url: str) -> None:
    assert urls(ordered([Adapter("eth0", ip_address(address))], 80, None, ipv6=True))[0] == url
