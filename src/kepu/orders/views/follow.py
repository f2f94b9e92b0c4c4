from django.http import HttpRequest, HttpResponse


def follow(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse()
