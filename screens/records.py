"""The forms of a screen: the edit form of any row and the form for a new one, see record_forms.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screens.asking import Asking

if TYPE_CHECKING:
    from models.kinds import Field
    from screens.dialogs.form import FormField


class Records(Asking):
    """The forms of OarScreen (base.py)."""

    async def edit_record(
        self,
        ref: str,
        *,
        names: Sequence[str] = (),
        typed: Mapping[str, str] | None = None,
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """Open the edit form of a row. names: only these fields; typed: texts to start with instead of what is stored.

        It writes one `Edit` with what was changed and the values the form opened with; conflicts and guarded
        changes are asked about and come back here with what was typed. Raises Unknown when there is no such row.
        """
        from screens import record_forms

        await record_forms.edit_record(self, ref, names=names, typed=typed, then=then)

    async def add_record(
        self,
        kind: str,
        preset: Mapping[str, Any] | None = None,
        *,
        names: Sequence[str] = (),
        typed: Mapping[str, str] | None = None,
        verb: Callable[[Mapping[str, Any]], Any] | None = None,
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """Open the form for a new row of `kind`. preset: fields that are known and not asked for; names: only these.

        It writes `Add`, or what `verb(fields)` returns.
        """
        from screens import record_forms

        await record_forms.add_record(self, kind, preset, names=names, typed=typed, verb=verb, then=then)

    def form_field(self, field: Field, value: Any = None) -> FormField:
        """Return the form's field for one of models/kinds.py, with `value` as its column holds it."""
        from screens import record_forms

        return record_forms.form_field(self, field, value)
