"""What the search looks through. The full-text index over it is made by migration 0003."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model


class SearchDocument(Model):
    """The words of one edition, folded and with their stems, each once, one space between them.

    SQLite indexes it by the virtual table `search_index` (FTS5), which triggers keep up to date;
    PostgreSQL by a GIN index over the words as a tsvector.
    """

    __tablename__ = "search_documents"

    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str] = mapped_column(Text)


class SearchWord(Model):
    """A word that stands in some document: what typing errors are compared with."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(String(60), primary_key=True)
