"""Addresses of orders."""

from django.urls import path

from .views import finding, follow, maps, menu, offers, ordering, orders, plans, public_api, week

app_name = "orders"
urlpatterns = [
    path("", orders.desk, name="desk"),
    path("<int:pk>/", orders.order, name="order"),
    path("<int:pk>/move/", orders.move, name="move"),
    path("<int:pk>/contact/", orders.reveal, name="reveal"),
    path("phone/", orders.by_phone, name="by_phone"),
    path("week/", week.week, name="week"),
    path("week/check/", week.check, name="check"),
    path("week/assign/", week.assign, name="assign"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/approve/", plans.approve, name="approve"),
    path("visits/<int:pk>/", orders.visit, name="visit"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.offer_new, name="offer_new"),
    path("offers/<int:pk>/", offers.offer_edit, name="offer_edit"),
    path("ratings/", offers.ratings, name="ratings"),
    path("ratings/<int:pk>/", offers.rating, name="rating"),
    path("settings/", offers.settings, name="settings"),
    path("menu/", menu.districts, name="districts"),
    path("menu/<str:code>/", menu.service_menu, name="menu"),
    path("menu/<str:code>/<int:pk>/", menu.offer, name="offer"),
    path("new/<str:code>/", ordering.order, name="new"),
    path("new/<str:code>/code/", ordering.code, name="code"),
    path("new/<str:code>/suggestions/", menu.suggestions, name="suggestions"),
    path("public/<str:code>/", public_api.offers, name="public_offers"),
    path("public/<str:code>/codes/", public_api.ask_code, name="public_code"),
    path("public/<str:code>/orders/", public_api.place, name="public_place"),
    path("board/<str:code>/", menu.open_board, name="board"),
    path("board/<str:code>/<str:area>/", menu.open_board_of, name="board_of"),
    path("areas/<str:code>/", maps.areas, name="areas"),
    path("find/<str:code>/", finding.find, name="find"),
    path("find/<str:code>/code/", finding.code, name="find_code"),
    path("my/<str:token>/", follow.follow, name="follow"),
]
