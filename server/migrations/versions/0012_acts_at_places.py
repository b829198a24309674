"""An index for the acts of one sort at a place: the imports of a community are looked for so."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_place_key_act"), "audit", ["place_key", "act"])


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_place_key_act"), "audit")
