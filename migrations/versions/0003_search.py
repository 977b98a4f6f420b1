"""What the search looks through, with the full-text index of each engine.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# An index over the documents, not a copy of them. The words come folded and stemmed, and in no
# order that means anything: no accents are left to take off, no positions are kept.
_FTS5 = """
CREATE VIRTUAL TABLE search_index USING fts5(
    words,
    content = 'search_documents',
    content_rowid = 'edition_id',
    tokenize = 'unicode61 remove_diacritics 0',
    detail = none,
    columnsize = 0
)
"""
_ADD = "INSERT INTO search_index (rowid, words) VALUES (new.edition_id, new.words);"
_DROP = (
    "INSERT INTO search_index (search_index, rowid, words) "
    "VALUES ('delete', old.edition_id, old.words);"
)
_TRIGGERS = (
    f"CREATE TRIGGER search_added AFTER INSERT ON search_documents BEGIN {_ADD} END",
    f"CREATE TRIGGER search_dropped AFTER DELETE ON search_documents BEGIN {_DROP} END",
    f"CREATE TRIGGER search_changed AFTER UPDATE ON search_documents BEGIN {_DROP} {_ADD} END",
)
# 'simple' without its parser: each word is taken as it stands.
_GIN = (
    "CREATE INDEX ix_search_documents_lexemes ON search_documents "
    "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
)


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    op.create_table(
        "search_documents",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_search_documents_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_search_documents")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_GIN)
        return
    op.execute(_FTS5)
    for trigger in _TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The triggers go with their table.
        op.execute("DROP TABLE search_index")
    op.drop_table("search_documents")
    op.drop_table("search_words")
