"""Full-text search over titles and abstracts: FTS5 on SQLite, tsvector on Postgres, one behaviour."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from sqlalchemy import Executable, bindparam, select, text

from bot.domain.paper import Paper
from bot.store import tables
from bot.store.rows import paper_of
from bot.store.transaction import Transaction

_WORD = re.compile(r"[^\W_]+")
_LONGEST_QUERY, _MOST_WORDS, _LONGEST_WORD = 2000, 24, 60

_FTS5 = text(
    "SELECT rowid AS id FROM papers_words WHERE papers_words MATCH :query"
    " ORDER BY bm25(papers_words, 10.0, 1.0), rowid LIMIT :many"
)
_TSVECTOR = text(
    "SELECT id FROM papers WHERE words @@ to_tsquery('english', :query)"
    " ORDER BY ts_rank_cd(words, to_tsquery('english', :query), 1) DESC, id LIMIT :many"
)


def words_in(query: str) -> tuple[str, ...]:
    """The words of a query: letters and digits only, so that no character of it can be an operator."""
    folded = unicodedata.normalize("NFKC", query[:_LONGEST_QUERY]).lower()
    words = dict.fromkeys(word[:_LONGEST_WORD] for word in _WORD.findall(folded))
    return tuple(words)[:_MOST_WORDS]


def _asked(dialect: str, words: Sequence[str]) -> Iterator[str]:
    """The query, from strict to lenient: all words in the title, all anywhere, any anywhere."""
    if dialect == "sqlite":
        quoted = [f'"{word}"' for word in words]
        yield f"title : ({' AND '.join(quoted)})"
        yield " AND ".join(quoted)
        yield " OR ".join(quoted)
    else:
        yield " & ".join(f"'{word}':A" for word in words)
        yield " & ".join(f"'{word}'" for word in words)
        yield " | ".join(f"'{word}'" for word in words)


def _matching(dialect: str, query: str, many: int) -> Executable:
    statement = _FTS5 if dialect == "sqlite" else _TSVECTOR
    return statement.bindparams(bindparam("query", query), bindparam("many", many))


async def search(transaction: Transaction, query: str, limit: int) -> Sequence[Paper]:
    """Papers that match, best first; a title that is the query, word for word, before all others.

    Whatever the query holds, it is read as words and cannot fail; without any word nothing matches.
    """
    words = words_in(query)
    if not words or limit < 1:
        return []
    found: dict[int, None] = {}
    for asked in _asked(transaction.dialect, words):
        many = limit + len(found) + 40  # room for the very title among many that share its words
        rows = await transaction.rows(_matching(transaction.dialect, asked, many))
        found.update(dict.fromkeys(row.id for row in rows))
        if len(found) >= limit:
            break
    rows = await transaction.rows(select(tables.papers).where(tables.papers.c.id.in_(found)))
    papers = {row.id: paper_of(row) for row in rows}
    best = sorted(
        (papers[number] for number in found), key=lambda paper: words_in(paper.title) != words
    )  # stable: within both halves the database's order stays
    return best[:limit]
