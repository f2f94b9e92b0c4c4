"""Addresses of the plan."""

from django.urls import path

from .views import documents, heads, indicators, my_tasks, nodes, review, revisions, succession, work_item, work_plan

app_name = "plans"
urlpatterns = [
    path("", documents.plan_list, name="list"),
    path("import/", documents.import_page, name="import"),
    path("<int:pk>/", documents.outline, name="outline"),
    path("<int:pk>/review/", review.review, name="review"),
    path("<int:pk>/names/", review.names, name="names"),
    path("<int:pk>/issue/", documents.issue, name="issue"),
    path("<int:pk>/public/", documents.publish, name="publish"),
    path("<int:pk>/matrix/", documents.matrix, name="matrix"),
    path("doubts/<int:pk>/", review.settle, name="settle"),
    path("doubts/<int:pk>/reopen/", review.reopen, name="reopen"),
    path("new/", heads.create, name="plan_new"),
    path("<int:pk>/edit/", heads.edit, name="plan_edit"),
    path("<int:pk>/next/", succession.next_plan, name="next"),
    path("<int:pk>/indicators/new/", indicators.create, name="indicator_new"),
    path("indicators/<int:pk>/edit/", indicators.edit, name="indicator_edit"),
    path("indicators/<int:pk>/remove/", indicators.remove, name="indicator_remove"),
    path("<int:pk>/nodes/new/", nodes.add, name="node_new"),
    path("nodes/<int:pk>/", nodes.edit, name="node_edit"),
    path("nodes/<int:pk>/remove/", nodes.remove, name="node_remove"),
    path("revisions/<int:pk>/", revisions.revision, name="revision"),
    path("tasks/", my_tasks.my_tasks, name="my_tasks"),
    path("work/", work_plan.work_plan, name="work"),
    path("<int:pk>/work/", work_plan.work_plan, name="work_plan"),
    path("<int:pk>/work/draft/", work_plan.draft_year, name="draft_year"),
    path("<int:pk>/work/issue/", work_plan.issue_year, name="issue_year"),
    path("<int:pk>/work/new/", work_item.create, name="work_item_new"),
    path("<int:pk>/work/import/", work_plan.import_workbook, name="work_import"),
    path("work/<int:pk>/", work_item.work_item, name="work_item"),
    path("work/<int:pk>/edit/", work_item.edit, name="work_item_edit"),
    path("work/<int:pk>/answer/", work_item.answer, name="work_item_answer"),
    path("work/<int:pk>/decide/", work_item.decide, name="work_item_decide"),
]
