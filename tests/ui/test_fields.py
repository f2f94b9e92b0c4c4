"""Form fields carry label, help and error for everyone."""

from django import forms
from django.template import Context, Template


class SampleForm(forms.Form):
    name = forms.CharField(label="名称", help_text="不超过 10 字", max_length=10)
    period = forms.ChoiceField(label="周期", choices=[("m", "月")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="已核实")
    proof = forms.FileField(label="材料", required=False)
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("合计不等于分项之和")


def render(source: str, form: forms.Form) -> str:
    return Template("{% load ui %}" + source).render(Context({"form": form}))


def test_label_help_and_control_belong_together():
    html = render("{% field form.name %}", SampleForm())
    assert '<label for="id_name">' in html
    assert 'id="id_name-help"' in html
    assert 'aria-describedby="id_name-help"' in html
    assert "aria-invalid" not in html


def test_an_error_is_announced_with_the_control_and_the_value_is_kept():
    html = render("{% field form.name %}", SampleForm({"name": "名称太长了" * 4}))
    assert 'aria-describedby="id_name-help id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name-error"' in html
    assert "名称太长了名称太长了" in html


def test_choices_are_grouped_with_a_legend():
    html = render("{% field form.period %}", SampleForm())
    assert "<fieldset" in html
    assert "<legend>周期" in html
    assert '<label for="id_period">' not in html


def test_a_single_box_stands_inside_its_label():
    html = render("{% field form.agree %}", SampleForm())
    assert html.index("<label") < html.index('type="checkbox"') < html.index("已核实") < html.index("</label>")


def test_a_file_field_is_a_drop_zone_that_works_without_scripts():
    html = render("{% field form.proof %}", SampleForm())
    assert "data-dropzone" in html
    assert 'type="file"' in html


def test_the_summary_links_each_error_to_its_field():
    html = render("{% form_fields form %}", SampleForm({}))
    assert '<a href="#id_name">名称：' in html
    assert "<li>合计不等于分项之和</li>" in html
    assert 'role="alert"' in html
    assert 'href="#id_secret"' not in html


def test_a_right_form_has_no_summary():
    assert render("{% error_summary form %}", SampleForm()).strip() == ""
