"""The polite client against a site that stalls, refuses, lies, and leads astray."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.domain.errors import SourceAway
from bot.sources.http import Cache, Http, Question, check_address
from bot.sources.http.guard import Guard, Unreached, is_public
from bot.sources.http.pace import asked_wait
from tests.sources.conftest import Asked, GivenTime, Reply, Site

pytestmark = pytest.mark.anyio


async def test_a_question_says_who_asks(http: Http, site: Site) -> None:
    url = site.says("/x", Reply("fine"))
    answer = await http.ask(Question(url, params={"a": "1 2"}))
    assert answer.body == b"fine"
    assert site.asked[0].headers["user-agent"] == "Paperdesk/0.1 (+mailto:desk@lab.example)"
    assert site.asked[0].params == {"a": "1 2"}


async def test_arxiv_is_asked_every_three_seconds_over_one_connection_whatever_for(
    http: Http, site: Site, time: GivenTime
) -> None:
    urls = [site.says(f"/{name}", Reply("fine")) for name in ("feed", "oai", "api", "html")]
    async with anyio.create_task_group() as group:
        for url in urls:
            group.start_soon(http.ask, Question(url, site="arxiv"))
    assert time.passed == pytest.approx(9)
    assert site.open_at_once == 1


async def test_two_sites_do_not_wait_for_each_other(http: Http, site: Site, time: GivenTime) -> None:
    for name in ("arxiv", "openalex", "semantic-scholar"):
        await http.ask(Question(site.says("/x", Reply("fine")), site=name))
    assert time.passed == 0


async def test_a_refusal_is_waited_out_from_thirty_seconds_doubling(http: Http, site: Site, time: GivenTime) -> None:
    busy = Reply("Rate exceeded.", 429)
    url = site.says("/x", busy, busy, busy, Reply("fine"))
    assert (await http.ask(Question(url, site="arxiv"))).body == b"fine"
    assert time.passed == pytest.approx(30 + 60 + 120)


async def test_after_five_refusals_the_run_is_given_up_in_a_sentence(http: Http, site: Site, time: GivenTime) -> None:
    url = site.says("/x", Reply("", 503))
    with pytest.raises(SourceAway, match=r"answered 503 \(5 tries\)"):
        await http.ask(Question(url, site="arxiv"))
    assert len(site.asked) == 5
    assert max(time.slept) <= 300


@pytest.mark.parametrize("header", ["7", "Tue, 03 Nov 2026 12:00:07 GMT"])
async def test_retry_after_is_honoured_in_both_its_forms(http: Http, site: Site, time: GivenTime, header: str) -> None:
    url = site.says("/x", Reply("", 429, {"retry-after": header}), Reply("fine"))
    await http.ask(Question(url, site="arxiv"))
    assert time.passed == pytest.approx(7)


async def test_a_retry_after_of_hours_is_not_slept_through_but_told(http: Http, site: Site, time: GivenTime) -> None:
    url = site.says("/x", Reply("", 429, {"retry-after": "7200"}))
    with pytest.raises(SourceAway) as away:
        await http.ask(Question(url, site="arxiv"))
    assert away.value.retry_after == 7200
    assert time.passed == 0


def test_a_retry_after_that_cannot_be_read_is_no_retry_after() -> None:
    now = datetime(2026, 11, 3, tzinfo=UTC)
    assert asked_wait("soon", now) is None
    assert asked_wait("", now) is None
    assert asked_wait("-5", now) is None
    assert asked_wait("Mon, 02 Nov 2026 00:00:00 GMT", now) == 0


async def test_while_one_waits_after_a_refusal_nobody_else_asks_that_site(
    http: Http, site: Site, time: GivenTime
) -> None:
    asked = anyio.Event()

    def refuse(_: Asked) -> Reply:
        asked.set()
        return Reply("", 429)

    refused = site.says("/x", refuse, Reply("fine"))
    other = site.says("/y", Reply("fine"))
    async with anyio.create_task_group() as group:
        group.start_soon(http.ask, Question(refused, site="arxiv"))
        await asked.wait()
        await http.ask(Question(other, site="arxiv"))
    assert time.passed >= 30
    assert len(site.asked) == 3


async def test_a_client_error_is_not_tried_again(http: Http, site: Site) -> None:
    url = site.says("/x", Reply("Forbidden", 403))
    with pytest.raises(SourceAway, match="answered 403: Forbidden"):
        await http.ask(Question(url))
    assert len(site.asked) == 1


async def test_a_body_that_breaks_off_is_asked_for_again(http: Http, site: Site) -> None:
    url = site.says("/x", Reply("a whole body", cut=5), Reply("a whole body"))
    assert (await http.ask(Question(url))).body == b"a whole body"


async def test_a_complaint_about_a_body_counts_as_a_refusal(http: Http, site: Site) -> None:
    url = site.says("/x", Reply("half"), Reply("whole"))
    question = Question(url, complaint=lambda body: "sent half" if body == b"half" else None)
    assert (await http.ask(question)).body == b"whole"


async def test_a_site_that_never_answers_is_given_up(site: Site, time: GivenTime) -> None:
    url = site.says("/x", Reply(silent=True))
    async with Http("test", time, sleep=time.sleep, trusted=[site.url], patience=0.05) as http:
        with pytest.raises(SourceAway, match=r"5 tries"):
            await http.ask(Question(url))


async def test_nothing_listening_is_a_sentence_after_all_tries(time: GivenTime, unused_port: int) -> None:
    url = f"http://127.0.0.1:{unused_port}/"
    async with Http("test", time, sleep=time.sleep, trusted=[url]) as near:
        with pytest.raises(SourceAway, match=r"127\.0\.0\.1 cannot be reached at all \(.+; 5 tries\)"):
            await near.ask(Question(url, site="arxiv"))
    assert time.passed >= 30 + 60 + 120 + 240


async def test_who_waits_at_a_terminal_hears_soon_that_nobody_can_be_reached(time: GivenTime, unused_port: int) -> None:
    url, other = (f"http://{host}:{unused_port}/" for host in ("127.0.0.1", "localhost"))
    async with Http("test", time, sleep=time.sleep, trusted=[url, other], hurried=True) as near:
        for nowhere, tries in ((url, "2 tries"), (url, "2 tries"), (other, "1 try")):
            refused = rf"cannot be reached at all \(Connection refused; {tries}\).+`paperdesk check`"
            with pytest.raises(SourceAway, match=refused):
                await near.ask(Question(nowhere, site="arxiv"))
    assert time.passed <= 2 * 3


async def test_a_name_that_is_not_found_in_time_counts_as_out_of_reach() -> None:
    with pytest.raises(Unreached, match=r"^no answer in 0 seconds$"):
        await Guard(["http://127.0.0.1:80"], within=0).connect_tcp("127.0.0.1", 80)


@pytest.mark.parametrize("refusal", [Reply("", 503), Reply("", 429), Reply("a whole body", cut=5), Reply(gone=True)])
async def test_a_server_that_answers_badly_is_treated_politely_whoever_waits(
    site: Site, time: GivenTime, refusal: Reply
) -> None:
    url = site.says("/x", refusal)
    async with Http("test", time, sleep=time.sleep, trusted=[url], hurried=True) as http:
        with pytest.raises(SourceAway, match=r"\(5 tries\)"):
            await http.ask(Question(url, site="arxiv"))
    assert time.passed == pytest.approx(30 + 60 + 120 + 240)


async def test_a_site_that_answered_before_is_waited_for_when_the_network_goes(site: Site, time: GivenTime) -> None:
    url = site.says("/x", Reply("fine"))
    async with Http("test", time, sleep=time.sleep, trusted=[url], hurried=True) as http:
        await http.ask(Question(url, site="arxiv"))
        await site.stop()
        for _ in range(2):
            with pytest.raises(SourceAway, match=r"cannot be reached at all \(.+; 5 tries\)"):
                await http.ask(Question(url, site="arxiv"))
    assert time.passed >= 2 * (30 + 60 + 120 + 240)


async def test_a_body_larger_than_asked_for_is_given_up(http: Http, site: Site) -> None:
    url = site.says("/x", Reply(b"x" * 2000))
    with pytest.raises(SourceAway, match="more than 1,000 bytes"):
        await http.ask(Question(url, most=1000))
    assert len(site.asked) == 1


async def test_a_decompression_bomb_is_stopped_by_what_it_unpacks_to(http: Http, site: Site) -> None:
    url = site.says("/x", Reply.zipped(bytes(50_000_000)))
    with pytest.raises(SourceAway, match="more than 1,000,000 bytes"):
        await http.ask(Question(url, most=1_000_000))


async def test_redirects_are_followed_and_the_end_is_told(http: Http, site: Site) -> None:
    site.says("/end", Reply("fine"))
    url = site.says("/x", Reply("", 301, {"location": "/end"}))
    answer = await http.ask(Question(url))
    assert (answer.body, answer.url) == (b"fine", site.url + "/end")


async def test_a_circle_of_redirects_ends(http: Http, site: Site) -> None:
    url = site.says("/x", Reply("", 302, {"location": "/x"}))
    with pytest.raises(SourceAway, match="from one address to the next"):
        await http.ask(Question(url))


async def test_a_redirect_into_a_private_network_is_refused(http: Http, site: Site) -> None:
    for where in (
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]:80/",
        f"http://127.0.0.1:{site.port + 1}/",
    ):
        url = site.says("/x", Reply("", 302, {"location": where}))
        with pytest.raises(SourceAway, match="private network"):
            await http.ask(Question(url))


async def test_a_redirect_to_another_scheme_is_refused(http: Http, site: Site) -> None:
    for where in ("file:///etc/passwd", "ftp://example.org/x", "gopher://example.org/"):
        url = site.says("/x", Reply("", 302, {"location": where}))
        with pytest.raises(SourceAway, match="not a plain http"):
            await http.ask(Question(url))


async def test_a_name_that_resolves_to_this_machine_is_refused_although_its_port_is_served(
    http: Http, site: Site
) -> None:
    site.says("/x", Reply("fine"))
    with pytest.raises(SourceAway, match="private network"):
        await http.ask(Question(f"http://localhost:{site.port}/x"))
    assert site.asked == []


async def test_a_key_is_not_carried_to_the_host_a_redirect_leads_to(site: Site, time: GivenTime) -> None:
    other = Site()
    await other.start()
    url = site.says("/x", Reply("", 302, {"location": other.says("/y", Reply("fine"))}))
    async with Http("test", time, sleep=time.sleep, trusted=[site.url, other.url]) as http:
        await http.ask(Question(url, headers={"x-api-key": "made-up"}))
    await other.stop()
    assert "x-api-key" in site.asked[0].headers
    assert "x-api-key" not in other.asked[0].headers


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "64:ff9b:1::a00:1",
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_every_dress(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["151.101.3.42", "2a04:4e42::", "64:ff9b::9765:32a", "::ffff:151.101.3.42"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "http://", "https://user:word@a.example/", "javascript:alert(1)", "http://[::1", "x"]
)
def test_what_is_no_plain_web_address_is_not_opened(url: str) -> None:
    with pytest.raises(SourceAway):
        check_address(url)


async def test_an_answer_is_kept_until_it_is_stale(site: Site, time: GivenTime, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "answers", time)
    url = site.says("/x", Reply("one"), Reply("two"))
    async with Http("test", time, sleep=time.sleep, trusted=[site.url], cache=cache) as http:
        question = Question(url, keep=timedelta(hours=1))
        bodies = [(await http.ask(question)).body for _ in range(2)]
        await time.sleep(3601)
        assert await cache.sweep() == 1
        bodies.append((await http.ask(question)).body)
    assert bodies == [b"one", b"one", b"two"]


async def test_a_damaged_entry_of_the_cache_is_a_miss(time: GivenTime, tmp_path: Path) -> None:
    cache = Cache(tmp_path, time)
    await cache.put("u", b"body", timedelta(hours=1))
    next(tmp_path.glob("*.answer")).write_bytes(b"nonsense")
    assert await cache.get("u") is None


async def test_a_cache_that_cannot_be_written_fails_nothing(time: GivenTime, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "answers", time)
    await cache.put("u", b"body", timedelta(hours=1))
    assert await cache.get("u") is None


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ([Reply("fine")], "alive"),
        ([Reply("", 405), Reply("fine")], "alive"),
        ([Reply("", 404)], "dead"),
        ([Reply("", 410)], "dead"),
        ([Reply("", 403)], "unclear"),
        ([Reply("", 500)], "unclear"),
        ([Reply("", 302, {"location": "http://10.0.0.1/"})], "dead"),
    ],
)
async def test_a_link_is_alive_dead_or_unclear(http: Http, site: Site, replies: list[Reply], said: str) -> None:
    assert await http.alive(site.says("/x", *replies)) == said


async def test_a_link_into_the_house_is_dead_and_never_opened(site: Site, time: GivenTime) -> None:
    url = site.says("/x", Reply("fine"))
    async with Http("test", time, sleep=time.sleep) as links:
        assert await links.alive(url) == "dead"
    assert site.asked == []


async def test_a_question_that_is_cancelled_frees_its_place(http: Http, site: Site) -> None:
    url = site.says("/x", Reply(silent=True), Reply("fine"))
    with anyio.move_on_after(0.05):
        await http.ask(Question(url, site="arxiv"))
    assert (await http.ask(Question(url, site="arxiv"))).body == b"fine"


@pytest.fixture
def unused_port() -> Any:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
