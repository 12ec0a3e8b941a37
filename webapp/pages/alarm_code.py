"""An alarm or a pack as code, in every format."""

from dataclasses import dataclass
from urllib.parse import urlencode

from collectors.records import Identity
from webapp.alarm_code.cdk import cdk
from webapp.alarm_code.cloudformation import cloudformation
from webapp.alarm_code.terraform import terraform
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.names import Templates
from webapp.analysis.alarm_definitions.packs import pack_of
from webapp.analysis.alarm_definitions.purposes import Purpose
from webapp.analysis.alarm_definitions.suggestions import suggested
from webapp.pages.alarm_form import Form, query_of
from webapp.pages.alarm_trial import TRIED_S, trial_of
from webapp.store import Connection


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One format: its key in the URL, its name for people, the file's name and text."""

    key: str
    name: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class CodePage:
    """Everything that the page shows; `query` leads back to the builder."""

    identity: Identity
    names: tuple[str, ...]
    pack: bool
    query: str
    files: tuple[CodeFile, ...]

    def of(self, key: str) -> CodeFile | None:
        """The file of a format."""
        return next((each for each in self.files if each.key == key), None)


def load(conn: Connection, form: Form, pack: bool, templates: Templates, now: int) -> CodePage:
    """The form's alarm, or the whole pack of its subject with thresholds from the history."""
    drafts = pack_with_thresholds(conn, form, templates, now) if pack else (form.draft,)
    return CodePage(
        identity=form.subject.identity,
        names=tuple(draft.name for draft in drafts),
        pack=pack,
        query=urlencode(query_of(form), doseq=True),
        files=(
            CodeFile("cloudformation", "CloudFormation", "alarms.yaml", cloudformation(drafts)),
            CodeFile("terraform", "Terraform", "alarms.tf", terraform(drafts)),
            CodeFile("cdk", "CDK (Python)", "alarms.py", cdk(drafts)),
        ),
    )


def pack_with_thresholds(conn: Connection, form: Form, templates: Templates, now: int) -> tuple[AlarmDraft, ...]:
    """The pack of the form's subject, telling whom the form tells."""

    def suggest(draft: AlarmDraft, purpose: Purpose) -> AlarmDraft:
        found = trial_of(conn, draft, purpose, now - TRIED_S, now, now).suggestion
        return suggested(draft, found) if found else draft

    return pack_of(form.subject, form.draft.actions, suggest, templates)
