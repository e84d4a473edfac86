"""The documents that clients registered with us, and the roles that may send nothing else."""

from collections import Counter
from pathlib import Path

from app.failure import Failed
from app.graphql import core
from app.settings import ANONYMOUS, Settings, WrongSetting
from execution import BadManifest, Documents, Limits, Trusted, read_manifest
from execution.documents import everybody
from execution.plan.plans import why_not
from resolvers.context import RequestContext


def trusted_documents(settings: Settings) -> Documents:
    """What reads documents, with those of the manifest in it; WrongSetting when one of them cannot be used."""
    path, roles = settings.trusted_documents, settings.trusted_roles

    def bound(context: RequestContext) -> bool:
        return (ANONYMOUS if context.viewer is None else context.viewer.role) in roles

    def known(context: RequestContext) -> bool:
        return context.viewer is not None

    try:
        manifest = None if path is None else read_manifest(path.read_bytes())
        return Documents(
            core,
            Limits(),
            introspection=settings.shows_schema,
            shown_to=known if settings.production else everybody,
            trusted=Trusted(manifest, only=bound),
        )
    except (BadManifest, OSError) as error:
        raise WrongSetting(f"KEFU_TRUSTED_DOCUMENTS: {error}") from error


def check(path: Path, *, introspection: bool) -> str:
    """What `kefu serve` would make of this manifest, in words; Failed when it would not take it."""
    try:
        manifest = read_manifest(path.read_bytes())
        documents = Documents(core, Limits(), introspection=introspection, trusted=Trusted(manifest))
    except BadManifest as error:
        raise Failed(f"{path}: {error}") from error
    reasons = Counter(why_not(each, core) for each in documents.trusted)
    lines = [
        f"{len(manifest)} documents are valid; their operations: {reasons.total()}",
        f"with a plan: {reasons.pop(None, 0)}",
        *(f"run by graphql-core ({reason}): {count}" for reason, count in sorted(reasons.items(), key=str)),
    ]
    return "\n".join(lines)
