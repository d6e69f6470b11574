"""What the brief, the tree, cycles and the scorecard in full keep besides: new tables, and columns that may be empty.

Columns are added by plain SQL that means the same on both databases: rebuilding a table would lose its checks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = (
    "cycle ADD COLUMN closed_on VARCHAR",
    "exclusion ADD COLUMN elephant VARCHAR",
    "goal ADD COLUMN copied_from INTEGER CONSTRAINT fk_goal_copied_from_goal REFERENCES goal (id)",
    "key_result ADD COLUMN copied_from INTEGER CONSTRAINT fk_key_result_copied_from_key_result"
    " REFERENCES key_result (id)",
    "learning ADD COLUMN outcome VARCHAR CONSTRAINT ck_learning_outcome CHECK (outcome IN ('worked', 'did_not'))",
    "learning ADD COLUMN cycle_id INTEGER CONSTRAINT fk_learning_cycle_id_cycle REFERENCES cycle (id)",
    "measure ADD COLUMN retired_because VARCHAR",
    "measure ADD COLUMN beside_id INTEGER CONSTRAINT fk_measure_beside_id_measure REFERENCES measure (id)",
    "trigger ADD COLUMN fired_period INTEGER",
)


def upgrade() -> None:
    """Add them."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    op.create_index(op.f('ix_learning_cycle_id'), 'learning', ['cycle_id'], unique=False)
    op.create_index(op.f('ix_measure_formula'), 'measure', ['formula'], unique=False)
    op.create_index(op.f('ix_measure_on_top'), 'measure', ['on_top'], unique=False)
    op.create_table('reading_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.String(), nullable=False),
    sa.Column('archived_at', sa.String(), nullable=True),
    sa.Column('batch', sa.String(), nullable=False),
    sa.Column('file_hash', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('measures', sa.Integer(), nullable=False),
    sa.Column('made', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('history_from', sa.Integer(), nullable=False),
    sa.Column('history_to', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_reading_batch_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_batch'))
    )
    op.create_table('saved_filter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.String(), nullable=False),
    sa.Column('archived_at', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Integer(), nullable=False),
    sa.CheckConstraint('shared IN (0, 1)', name=op.f('ck_saved_filter_shared')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_saved_filter_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter'))
    )
    op.create_index(op.f('ix_saved_filter_owner_id'), 'saved_filter', ['owner_id'], unique=False)

    op.create_table('measure_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.String(), nullable=False),
    sa.Column('archived_at', sa.String(), nullable=True),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('fields', sa.String(), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('quality_id', sa.Integer(), nullable=True),
    sa.Column('quality_text', sa.String(), nullable=True),
    sa.Column('pulled_at', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('csv', 'sql', 'http', 'command')", name=op.f('ck_measure_source_kind')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_measure_source_by_id_person')),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_measure_source_measure_id_measure')),
    sa.ForeignKeyConstraint(['quality_id'], ['person.id'], name=op.f('fk_measure_source_quality_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_source')),
    sa.UniqueConstraint('measure_id', 'name', name=op.f('uq_measure_source_measure_id_name'))
    )
    op.create_table('planning_tick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.String(), nullable=False),
    sa.Column('archived_at', sa.String(), nullable=True),
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_planning_tick_by_id_person')),
    sa.ForeignKeyConstraint(['cycle_id'], ['cycle.id'], name=op.f('fk_planning_tick_cycle_id_cycle')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planning_tick'))
    )
    op.create_index(op.f('ix_planning_tick_cycle_id'), 'planning_tick', ['cycle_id'], unique=False)

    op.create_table('recall',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.String(), nullable=False),
    sa.Column('archived_at', sa.String(), nullable=True),
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('sittings', sa.Integer(), nullable=False),
    sa.Column('choices', sa.Integer(), nullable=False),
    sa.Column('choices_of', sa.Integer(), nullable=False),
    sa.Column('goals', sa.Integer(), nullable=False),
    sa.Column('goals_of', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_recall_brief_id_brief')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_recall_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recall')),
    sa.UniqueConstraint('brief_id', 'team_id', name=op.f('uq_recall_brief_id_team_id'))
    )
    op.create_index(op.f('ix_recall_brief_id'), 'recall', ['brief_id'], unique=False)
    op.create_index(op.f('ix_recall_team_id'), 'recall', ['team_id'], unique=False)
