from django.http import HttpRequest, HttpResponse


def order(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


visit = order
