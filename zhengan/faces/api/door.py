"""The door of the API: who asks, in which language, with what body; and every outcome as JSON."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.identity import strength, tokens
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.accounts.proof import ProofNeeded
from zhengan.kernel.accounts.provisioning import Taken
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, NotWhatWasSubmitted, OutOfDate, OutOfScope, Refused
from zhengan.ledger import clock

log = logging.getLogger(__name__)

BODY_AT_MOST = 4 * 1024 * 1024
READING = ("GET", "HEAD", "OPTIONS")


class ApiError(Exception):
    """An outcome other than success: HTTP status, a code for programs, a message for people, the wrong fields."""

    def __init__(
        self, status: int, code: str, message: Any, *, fields: Mapping[str, list[str]] | None = None, allow: str = ""
    ) -> None:
        super().__init__(str(message))
        self.status = status
        self.code = code
        self.message = str(message)
        self.fields = dict(fields or {})
        self.allow = allow


@dataclass
class Call:
    """One request by one actor."""

    request: HttpRequest
    actor: Actor
    token: tokens.Token | None = None
    takes: frozenset[str] = frozenset({"application/json"})  # media types of a body

    def covers(self, act: str, register: str) -> bool:
        """Whether what the caller has shown reaches so far: a session does, a token says for itself."""
        return self.token is None or self.token.allows(act, register)

    def demand(self, act: str, register: str) -> None:
        """Raise Refused where a token does not reach so far."""
        if not self.covers(act, register):
            raise Refused(_("This token is not for that."), register=register, act=act)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object that was sent. Raises ApiError."""
        if self.request.content_type not in self.takes:
            media = ", ".join(sorted(self.takes))
            raise ApiError(415, "media_type", _("Send JSON (Content-Type: %(media)s).") % {"media": media})
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > BODY_AT_MOST:
            raise _too_large()
        try:
            body = json.loads(self.request.body)
            json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "json", _("This is not valid JSON.")) from error
        if not isinstance(body, dict):
            raise ApiError(400, "json", _("A JSON object is needed."))
        if "\\u0000" in json.dumps(body):
            raise ApiError(400, "json", _("The text holds a character that cannot be stored."))
        return body

    def part(self, name: str, kind: type, default: Any) -> Any:
        """Return a part of the body. Raises ApiError when it is of the wrong kind."""
        value = self.body.get(name, default)
        if value is default or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return value
        raise ApiError(422, "invalid", _("The input is wrong."), fields={name: [_("This is of the wrong kind.")]})

    def only(self, *names: str) -> None:
        """Raise ApiError when the body holds anything else: a misspelt name must not be passed over."""
        unknown = [name for name in self.body if name not in names]
        if unknown:
            fields = {name: [_("Unknown field: %(name)s") % {"name": name}] for name in unknown}
            raise ApiError(422, "invalid", _("The input is wrong."), fields=fields)


def nothing_here() -> ApiError:
    """What is said of an address at which there is nothing, or nothing for who asks."""
    return ApiError(404, "not_found", _("There is nothing at this address."))


Handler = Callable[..., Any]
ANY = ""  # an address without anybody's records


def scope(act: str, register: str = "") -> Callable[[Handler], Handler]:
    """Say which act of a token a handler is, and on what, where the address names no register.

    A handler that says nothing is out of every token's reach.
    """

    def marked(handler: Handler) -> Handler:
        handler.scope = (act, register)  # type: ignore[attr-defined]
        return handler

    return marked


def told(error: ApiError) -> HttpResponseBase:
    """The error as JSON."""
    answer = JsonResponse(
        {"error": {"code": error.code, "message": error.message, "fields": error.fields}},
        status=error.status,
        json_dumps_params={"ensure_ascii": False},
    )
    if error.allow:
        answer.headers["Allow"] = error.allow
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="zhengan"'
    return answer


@dataclass(frozen=True)
class Manner:
    """How the addresses of a protocol speak: media types, how an error is told, whether a browser's session will do."""

    told: Callable[[ApiError], HttpResponseBase] = told
    takes: frozenset[str] = frozenset({"application/json"})
    sends: str = "application/json"
    by_session: bool = True


PLAIN = Manner()


def endpoint(manner: Manner = PLAIN, /, **methods: Handler) -> Callable[..., HttpResponseBase]:
    """Make the view of an address from a handler for each method.

    A handler gets the call and the parts of the address, and returns what is to be sent as JSON, or a tuple
    (status, JSON). It may raise ApiError and whatever acts refuse.
    """

    def view(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        with translation.override(_language(request)):
            try:
                if settings.SECURE and not request.is_secure():
                    raise ApiError(
                        403, "tls", _("Use https: what was sent without it is to be taken for read by others.")
                    )
                answer = _answer(request, methods, parts, manner)
            except ApiError as error:
                answer = manner.told(error)
            answer.headers["Content-Language"] = translation.get_language() or ""
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Vary"] = "Accept-Language, Authorization, Cookie"
        return answer

    # Anonymous people get 401 as JSON instead of the sign-in page; forged requests are looked for below.
    view.login_required = False  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.is_api = True  # type: ignore[attr-defined]
    view.methods = methods  # type: ignore[attr-defined]
    return view


def _handler(request: HttpRequest, methods: Mapping[str, Handler], parts: Mapping[str, Any]) -> Handler:
    """The handler of the method, for a request that is not forged. Raises ApiError."""
    handler = methods.get("GET" if request.method == "HEAD" else request.method or "")
    if handler is None:
        raise ApiError(405, "method", _("This address does not take that method."), allow=", ".join(methods))
    by_session = _bearer(request) is None  # a browser sends cookies by itself, a token never
    if by_session and request.method not in READING and (reason := _Forgery(_never).forged(request)):
        raise ApiError(403, "csrf", _("Send the CSRF token of your session as X-CSRFToken.") + f" ({reason})")
    if any("\0" in part for part in parts.values()):
        raise nothing_here()
    return handler


def _answer(
    request: HttpRequest, methods: Mapping[str, Handler], parts: Mapping[str, Any], manner: Manner
) -> HttpResponseBase:
    token = _token(request)
    if token is None and not manner.by_session:
        raise ApiError(401, "token", _("Show a token (Authorization: Bearer)."))
    actor = _actor(request) if token is None else _actor_of(token, request)
    handler = _handler(request, methods, parts)
    call = Call(request, actor, token, manner.takes)
    try:
        _demand_scope(call, handler, parts)
        made = handler(call, **parts)
    except ProofNeeded as error:
        raise ApiError(403, "proof", error.message) from error
    except Refused as error:
        acts.note(
            "refused",
            by=actor,
            register=error.register,
            record_no=error.record_no,
            body={"path": request.path[:200], "act": error.act, "reason": str(error.message)},
        )
        raise (nothing_here() if isinstance(error, OutOfScope) else ApiError(403, "refused", error.message)) from error
    except ValidationError as error:
        raise _invalid(error) from error
    except NotPossible as error:
        raise ApiError(409, _CODES.get(type(error), "not_possible"), error.message) from error
    except IntegrityError as error:
        raise ApiError(409, "conflict", _("This contradicts another record.")) from error
    except RequestDataTooBig as error:
        raise _too_large() from error
    except (MultiPartParserError, TooManyFilesSent, SuspiciousOperation) as error:
        raise ApiError(400, "body", _("The body cannot be read.")) from error
    except ApiError:
        raise
    except Exception as error:
        log.exception("%s %s failed", request.method, request.path)
        raise ApiError(500, "broken", _("Something is broken here; it has been written down.")) from error
    if isinstance(made, HttpResponseBase):
        return made
    status, content = made if isinstance(made, tuple) else (200, made)
    return JsonResponse(
        content, status=status, safe=False, json_dumps_params={"ensure_ascii": False}, content_type=manner.sends
    )


_CODES: dict[type, str] = {
    OutOfDate: "out_of_date",
    NotWhatWasSubmitted: "not_what_was_submitted",
    Taken: "uniqueness",
}


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not (isinstance(user, User) and user.is_authenticated):
        raise ApiError(401, "not_signed_in", _("Sign in first."))
    if user.must_change_password:
        raise ApiError(403, "password", _("Change your password first."))
    actor = Actor.of(user, via="api", address=strength.address_of(request), proved_at=strength.proved_at(request))
    if strength.lacks_second(request, actor.offices):
        raise ApiError(403, "second_factor", _("Your offices need a second factor: sign in with one (clause 8.2.5)."))
    return actor


def _bearer(request: HttpRequest) -> str | None:
    """What stands after `Bearer` in the header, if anything does."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _token(request: HttpRequest) -> tokens.Token | None:
    """The token that was shown, None where none was. Raises ApiError, the same for every reason."""
    secret = _bearer(request)
    if secret is None:
        return None
    token, address = tokens.find(secret), strength.address_of(request)
    if token is not None and token.is_open() and token.is_from(address) and token.user.may_sign_in(on=clock.today()):
        token.touch(address)
        return token
    if token is not None:  # one that nobody ever had is no act of anybody, and would let strangers fill the ledger
        body: dict[str, Any] = {"token": token.pk, "path": request.path[:200]}
        acts.note("token_refused", by=Actor.system(via="token").at(address), record_no=token.user.username, body=body)
    raise ApiError(401, "token", _("This token does not open anything here."))


def _actor_of(token: tokens.Token, request: HttpRequest) -> Actor:
    return Actor.of(token.user, via="token", address=strength.address_of(request))


def _demand_scope(call: Call, handler: Handler, parts: Mapping[str, Any]) -> None:
    """Raise Refused unless the token, where one was shown, is for this."""
    if call.token is None:
        return
    act, register = getattr(handler, "scope", ("nothing", ""))
    if act != ANY:
        call.demand(act, register or f"{parts.get('room')}.{str(parts.get('name')).replace('-', '_')}")


def _language(request: HttpRequest) -> str:
    """The language that the request asks for, else the one of the person."""
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return getattr(request.user, "language", "") or translation.get_language() or "zh-hant"


class _Forgery(CsrfViewMiddleware):
    """Looks for forged requests the way Django does, and says so instead of answering with a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason

    def forged(self, request: HttpRequest) -> str:
        """Return why the request is taken for forged, or nothing."""
        request.csrf_processing_done = False  # type: ignore[attr-defined]
        self.process_request(request)
        return str(self.process_view(request, _never, (), {}) or "")


def _never(_request: HttpRequest) -> HttpResponseBase:
    raise AssertionError("the check for forgery calls nothing")


def _too_large() -> ApiError:
    return ApiError(413, "too_large", _("The body is larger than %(limit)d MB.") % {"limit": BODY_AT_MOST // 1024**2})


def _invalid(error: ValidationError) -> ApiError:
    """What is wrong, by field."""
    if not hasattr(error, "error_dict"):
        return ApiError(422, "invalid", " ".join(error.messages))
    fields = {name: list(messages) for name, messages in error.message_dict.items()}
    general = " ".join(fields.pop("__all__", []))
    return ApiError(422, "invalid", general or _("The input is wrong."), fields=fields)
