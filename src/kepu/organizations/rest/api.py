"""The API object: one place that turns errors into problem documents and versions into ETags."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from kepu.organizations.errors import KepuError

from .problems import MEDIA_TYPE, Problem, problem, problem_of, validation_errors
from .versions import tag


class CleanParser(Parser):
    """Refuses the character NUL, which no database column takes."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body or b"\x00" in request.body:
            raise ValueError("NUL")
        return super().parse_body(request)

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Any:
        if any("\x00" in value for values in data.lists() for value in values[1] if isinstance(value, str)):
            raise HttpError(400, _("请求中含有不能存储的字符。"))
        return super().parse_querydict(data, list_fields, request)


class KepuAPI(NinjaAPI):
    """The API of the platform."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=CleanParser(), docs_url=None, openapi_url=None, **options)
        self.add_exception_handler(KepuError, problem_of)  # type: ignore[arg-type]
        self.add_exception_handler(HttpError, _http_error)  # type: ignore[arg-type]
        self.add_exception_handler(ValidationError, _validation_error)  # type: ignore[arg-type]
        self.add_exception_handler(Http404, lambda request, error: problem(request, 404, "not_found"))
        self.add_exception_handler(Exception, _unexpected)  # type: ignore[arg-type]

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Sets the ETag of an object that has a version."""
        return tag(super().create_response(request, data, **options), data)

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation with its path."""
        return [
            (f"{bound.prefix}{path}", operation)
            for bound in self._get_bound_routers()
            for path, view in bound.path_operations.items()
            for operation in view.operations
        ]

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with the problem documents that every operation may answer."""
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"].update(_problem_schemas())
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].update({"4XX": {"description": "Problem", "content": content}})
        return schema


def _problem_schemas() -> dict[str, Any]:
    own = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**own.pop("$defs"), "Problem": own}


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error, AuthenticationError):
        answer = problem(request, 401, "not_signed_in", _("请先登录，或在 Authorization 中给出有效的令牌。"))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    details = {400: ("bad_request", _("请求不是有效的 JSON 或表单。")), 403: ("csrf", _("缺少 CSRF 令牌，请刷新页面后再试。"))}
    code, detail = details.get(error.status_code, ("error", ""))
    return problem(request, error.status_code, code, detail)


def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, 422, "invalid_input", _("请求中有内容不符合要求。"), validation_errors(error.errors))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    # Django logs it and answers 500; the middleware makes that a problem document without a trace.
    raise error
