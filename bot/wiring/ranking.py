"""What ranking has beside the words of papers: vectors, public counts, coefficients of one's own."""

from __future__ import annotations

from bot.config.settings import Settings, reveal
from bot.domain.errors import BadInput, NotConfigured
from bot.ports import Embedder, PublicCounts
from bot.sources.http import Http


def own_ranker(settings: Settings) -> str | None:
    """The operator's own coefficients, read and checked; None for the shipped ones.

    Raises:
        NotConfigured: there is no such file, or it is of another kind or version.
    """
    if settings.ranker is None:
        return None
    from bot.ranking.prior import Prior

    try:
        text = settings.ranker.read_text(encoding="utf-8")
        Prior.loads(text)
    except OSError as error:
        raise NotConfigured(
            f"PAPERDESK_RANKER, {settings.ranker}, cannot be read ({error.strerror}); correct it or take it out."
        ) from error
    except (UnicodeDecodeError, BadInput) as error:
        raise NotConfigured(f"PAPERDESK_RANKER, {settings.ranker}, cannot be used: {error}") from error
    return text


def public_counts(settings: Settings, http: Http) -> tuple[PublicCounts, ...]:
    """Who counts what the public shows, of those that the setting names.

    Raises:
        NotConfigured: it names somebody else.
    """
    from bot.sources.github import GitHub
    from bot.sources.hacker_news import HackerNews
    from bot.sources.hugging_face import HuggingFace

    known: dict[str, PublicCounts] = {
        HuggingFace.name: HuggingFace(http, settings.hugging_face_url),
        GitHub.name: GitHub(http, settings.github_url, reveal(settings.github_token)),
        HackerNews.name: HackerNews(http, settings.hacker_news_url),
    }
    wanted = [name for each in settings.attention.split(",") if (name := each.strip().lower())]
    if strange := next((name for name in wanted if name not in known), None):
        raise NotConfigured(f"PAPERDESK_ATTENTION names “{strange[:40]}”; there is {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(wanted))


def embedder(settings: Settings, http: Http) -> Embedder | None:
    """What turns texts into vectors: a model on this machine, or an endpoint; without either, words alone.

    Raises:
        NotConfigured: both are set, or one of them by half.
    """
    if settings.minilm and settings.embeddings_url:
        raise NotConfigured(
            "Set PAPERDESK_MINILM, to embed on this machine, or PAPERDESK_EMBEDDINGS_URL, to have it done; not both."
        )
    if settings.minilm:
        from bot.sources.minilm import MiniLm

        places = [place for place in (settings.minilm, settings.minilm_tokenizer) if place]
        return MiniLm(places, settings.minilm_sha256.split(","))
    if settings.minilm_tokenizer or settings.minilm_sha256:
        raise NotConfigured("Set PAPERDESK_MINILM too: where the model itself lies.")
    if not settings.embeddings_url or not settings.embeddings_model:
        if settings.embeddings_url or settings.embeddings_model:
            raise NotConfigured("Set PAPERDESK_EMBEDDINGS_URL and PAPERDESK_EMBEDDINGS_MODEL together, or neither.")
        return None
    from bot.sources.embeddings import Embeddings

    return Embeddings(http, settings.embeddings_url, settings.embeddings_model, reveal(settings.embeddings_key))
