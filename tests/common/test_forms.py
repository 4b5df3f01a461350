"""Forms: how they are drawn, what they say when something is wrong, and that nothing typed is lost."""

import datetime as dt
import re
import uuid
from decimal import Decimal

import pytest
from crispy_forms import layout
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, RequestContext, Template, TemplateDoesNotExist, VariableDoesNotExist
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from common.forms import DateField, LTForm, MoneyField, OncePostedForm, TimeField
from common.templatetags.lt_pack import lt_errors


class Example(OncePostedForm):
    """One of every kind of field."""

    submit_label = "Send"
    secondary_label = "Save and come back later"
    reveals = {"employer": ("role", "professional"), "size": ("formats", "large"), "reason": ("help", "on")}
    hints = {"role": {"professional": "You work in health or care."}}

    name = forms.CharField(max_length=20)
    email = forms.EmailField(help_text="For letters <only>.")
    born = DateField(label="Date of birth")
    role = forms.ChoiceField(choices=[("lay", "Lay"), ("professional", "Professional")], widget=forms.RadioSelect)
    employer = forms.CharField(required=False)
    formats = forms.MultipleChoiceField(
        choices=[("easy", "Easy Read"), ("large", "Large print")], widget=forms.CheckboxSelectMultiple, required=False
    )
    size = forms.ChoiceField(choices=[("20", "20 point")], required=False)
    why = forms.CharField(widget=forms.Textarea, max_length=30, label="100% why?")
    pairs = forms.IntegerField(min_value=1)
    start = TimeField()
    receipt = forms.FileField()
    help = forms.BooleanField(label="I need help")
    reason = forms.CharField(required=False)
    phone = forms.CharField(required=False)


GOOD = {
    "name": "Mair",
    "email": "mair@example.com",
    "born_day": "27",
    "born_month": "3",
    "born_year": "1985",
    "role": "lay",
    "formats": ["easy"],
    "why": "To learn",
    "pairs": "10",
    "start": "9.30am",
    "help": "on",
}


def posted(form_class=Example, **changed):
    data = GOOD | changed
    return form_class(data, {"receipt": SimpleUploadedFile("bus.txt", b"2.40")})


def drawn(form, source="{% crispy form %}"):
    return Template(source).render(Context({"form": form}))


def drawn_ids(html):
    return re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', html)


def test_form_gives_what_was_typed():
    form = posted()

    assert form.errors == {}
    assert form.cleaned_data["born"] == dt.date(1985, 3, 27)
    assert form.cleaned_data["start"] == dt.time(9, 30)


def test_form_draws_every_field_once():
    html = drawn(Example())

    names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', html)
    assert sorted(set(names)) == sorted(set(Example.base_fields) - {"born"} | {"born_day", "born_month", "born_year"})
    assert len(drawn_ids(html)) == len(set(drawn_ids(html)))


def test_form_draws_nothing_inline():
    html = drawn(Example({}))

    assert re.findall(r"style=|<script|onclick", html) == []


def test_form_links_every_error_to_an_input():
    html = drawn(Example({}))

    links = re.findall(r'<li><a href="#([^"]+)"', html)
    assert links == [
        "id_name",
        "id_email",
        "id_born_day",
        "id_role_0",
        "id_why",
        "id_pairs",
        "id_start",
        "id_receipt",
        "id_help",
    ]
    assert set(links) <= set(drawn_ids(html))


def test_form_describes_every_hint_and_error():
    html = drawn(Example({}))

    described = {ref for refs in re.findall(r'aria-describedby="([^"]+)"', html) for ref in refs.split()}
    assert described <= set(re.findall(r' id="([^"]+)"', html))
    assert "id_email_helptext id_email_error" in re.findall(r'aria-describedby="([^"]+)"', html)


def test_form_says_what_to_do():
    form = Example({"email": "mair", "pairs": "0", "why": "x" * 31, "start": "soon", "role": "king"})

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "name": "Enter an answer for “Name”.",
        "email": "Enter “Email” in the right format, like name@example.com.",
        "born": "Enter an answer for “Date of birth”.",
        "role": "Choose one of the answers listed for “Role”.",
        "why": "Shorten “100% why?” to 30 characters or fewer. You have used 31.",
        "pairs": "“Pairs” must be 1 or more.",
        "start": "Enter “Start” as a time, like 9:30am.",
        "receipt": "Choose a file for “Receipt”.",
        "help": "Tick “I need help” to go on.",
    }


class Amount(LTForm):
    """An amount and a word."""

    amount = MoneyField(max_digits=6, decimal_places=2)
    word = forms.CharField(required=False)
    receipt = forms.FileField(required=False)


@pytest.mark.parametrize(("typed", "amount"), [("75", "75"), ("£12.50", "12.50"), ("£ 1,250", "1250")])
def test_money_reads_what_people_write(typed, amount):
    assert MoneyField().clean(typed) == Decimal(amount)


def test_form_says_what_to_do_with_what_cannot_be_kept():
    form = Amount({"amount": "1.005", "word": "a\x00b"}, {"receipt": SimpleUploadedFile("a.pdf", b"")})

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "amount": "Write “Amount” with at most 2 numbers after the point.",
        "word": "“Word” holds a sign that cannot be kept. Type it again by hand.",
        "receipt": "The file for “Receipt” is empty. Choose another one.",
    }
    assert Amount({"amount": "12345.00"}).errors["amount"] == ["“Amount” is too large. Check the number."]


def test_form_keeps_the_messages_of_its_fields():
    class Own(LTForm):
        name = forms.CharField(error_messages={"required": "Tell us your name."})

    assert Own({}).errors == {"name": ["Tell us your name."]}


def test_form_keeps_what_was_typed_when_it_refuses():
    html = drawn(posted(born_month="13", pairs="many", why="x" * 40))

    kept = ['value="13"', 'value="many"', "x" * 40, 'value="mair@example.com"', 'value="lay" checked']
    assert [text for text in kept if text not in html] == []
    assert "maxlength" not in html.split("<textarea")[1].split(">")[0]


def test_form_marks_what_may_be_left_out():
    html = drawn(Example())

    assert re.findall(r"(\w+) <span class=\"lt-optional\">", html) == ["Phone"]


def test_form_reveals_a_field_beside_its_answer():
    html = drawn(Example())

    revealed = re.findall(r'lt-revealed">.*?name="(\w+)"', html, flags=re.DOTALL)
    assert revealed == ["employer", "size", "reason"]


def test_form_heads_a_page_that_asks_one_thing():
    class One(LTForm):
        page_heading = "how"
        how = forms.ChoiceField(label="How?", choices=[("a", "A")], widget=forms.RadioSelect)

    assert drawn(One()).count('<h1 class="govuk-fieldset__heading">How?</h1>') == 1


def test_form_heads_a_page_that_asks_one_text():
    class One(LTForm):
        page_heading = "name"
        name = forms.CharField()

    assert drawn(One()).count('<h1 class="govuk-label-wrapper">') == 1


def test_form_of_filters_needs_no_token():
    class Filters(LTForm):
        form_method = "get"
        name = forms.CharField(required=False)

    html = Template("{% crispy form %}").render(Context({"form": Filters(), "csrf_token": "secret"}))

    assert ('method="get"' in html, "secret" in html) == (True, False)


def test_form_shows_errors_of_no_field_without_a_link():
    form = posted()
    form.add_error(None, "These dates clash.")

    assert lt_errors(form) == [("These dates clash.", "")]


def test_summary_stands_above_the_heading_once():
    form = Example({})

    html = drawn(form, "{% error_summary %}<h1>Apply</h1>{% crispy form %}")

    assert html.count("govuk-error-summary__title") == 1
    assert html.index("govuk-error-summary__title") < html.index("<h1>Apply")


def test_title_says_that_there_is_an_error():
    assert drawn(Example({}), "{% error_prefix %}Apply") == "Error: Apply"


@pytest.mark.parametrize("form", [None, Example(), posted()])
def test_title_is_quiet_without_an_error(form):
    assert drawn(form, "{% error_prefix %}Apply") == "Apply"


def test_crispy_keeps_its_token_in_a_partial():
    source = "{% include partial with form=form only %}"
    context = RequestContext(RequestFactory().get("/"), {"partial": Template("{% crispy form %}"), "form": Example()})

    assert Template(source).render(context).count("csrfmiddlewaretoken") == 1


def test_crispy_fails_where_there_is_no_form():
    with pytest.raises(VariableDoesNotExist):
        Template("{% crispy form %}").render(Context())


def test_crispy_fails_where_the_layout_names_no_field():
    class Wrong(LTForm):
        name = forms.CharField()

        def layout(self):
            return layout.Layout("nickname")

    with pytest.raises(Exception, match="Could not resolve form field 'nickname'"):
        drawn(Wrong())


@pytest.mark.parametrize(
    "part",
    [
        layout.Fieldset("Who <you> are", "name"),
        layout.Div("name", css_class="box", css_id="box"),
        layout.Row(layout.Column("name"), layout.Column("phone")),
        layout.ButtonHolder(layout.Submit("go", "Go"), layout.Button("no", "No"), layout.Hidden("a", "b")),
        layout.Field("name", css_class="govuk-input--width-10"),
    ],
)
def test_pack_has_every_part_that_a_layout_may_use(part):
    class Laid(LTForm):
        name = forms.CharField()
        phone = forms.CharField(required=False)

        def layout(self):
            return layout.Layout(part)

    assert "govuk-" in drawn(Laid())


def test_missing_part_of_the_pack_is_loud():
    with pytest.raises(TemplateDoesNotExist):
        get_template("lt/layout/inline_field.html")


@pytest.mark.parametrize(
    ("day", "month", "year", "parts", "message"),
    [
        ("9", "", "2027", ["month"], "Add the month to “Date of birth”."),
        ("", "", "2027", ["day", "month"], "Add the day and month to “Date of birth”."),
        ("9", "3", "27", ["year"], "Write the year of “Date of birth” with 4 numbers, like 2027."),
        ("31", "6", "2027", ["day", "month"], "Enter a real date for “Date of birth”, like 27 3 2027."),
        ("32", "6", "2027", ["day"], "Enter a real date for “Date of birth”, like 27 3 2027."),
        ("9", "Nope", "2027", ["month"], "Enter a real date for “Date of birth”, like 27 3 2027."),
        ("x", "13", "2027", ["day", "month"], "Enter a real date for “Date of birth”, like 27 3 2027."),
    ],
)
def test_date_marks_the_boxes_that_are_wrong(day, month, year, parts, message):
    form = posted(born_day=day, born_month=month, born_year=year)

    html = drawn(form)

    assert form.errors == {"born": [message]}
    red = re.findall(r'id="id_born_(\w+)" class="[^"]*govuk-input--error', html)
    assert red == parts
    assert re.findall(r'<li><a href="#([^"]+)"', html) == [f"id_born_{parts[0]}"]


@pytest.mark.parametrize("month", ["3", "03", "March", "mar"])
def test_date_reads_a_month_as_people_write_it(month):
    form = posted(born_month=month)
    form.full_clean()

    assert form.cleaned_data["born"] == dt.date(1985, 3, 27)


def test_date_shows_its_initial_value():
    html = drawn(Example(initial={"born": dt.date(1985, 3, 27)}))

    assert re.findall(r'name="born_(\w+)" value="(\d+)"', html) == [("day", "27"), ("month", "3"), ("year", "1985")]


def test_date_knows_that_nothing_changed():
    form = posted()
    form.initial = {"born": dt.date(1985, 3, 27)}

    assert "born" not in form.changed_data


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9:30am", dt.time(9, 30)),
        ("9.30", dt.time(9, 30)),
        ("0930", dt.time(9, 30)),
        ("14:00", dt.time(14)),
        ("2 PM", dt.time(14)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
        ("midday", dt.time(12)),
        ("00:00", dt.time(0)),
    ],
)
def test_time_reads_what_people_write(typed, time):
    assert TimeField().clean(typed) == time


@pytest.mark.parametrize("typed", ["9", "25:00", "13pm", "9:75", "2460", "soon"])
def test_time_refuses_what_it_cannot_read(typed):
    with pytest.raises(forms.ValidationError):
        TimeField().clean(typed)


def test_time_may_be_left_out():
    assert TimeField(required=False).clean("") is None


def test_once_posted_form_carries_its_id():
    given = uuid.uuid4()

    assert posted(submission_id=str(given)).is_valid()
    form = posted(submission_id=str(given))
    form.full_clean()
    assert form.cleaned_data["submission_id"] == given


@pytest.mark.parametrize("sent", [{}, {"submission_id": ""}])
def test_once_posted_form_without_an_id_counts_as_new(sent):
    form = posted(**sent)
    form.full_clean()

    assert isinstance(form.cleaned_data["submission_id"], uuid.UUID)


def test_once_posted_form_has_a_new_id_on_each_page():
    first, second = (re.search(r'name="submission_id" value="([^"]+)"', drawn(Example())).group(1) for _ in range(2))

    assert first != second


def test_labels_may_be_translated_late():
    class Lazy(LTForm):
        submit_label = gettext_lazy("Continue")
        name = forms.CharField(label=gettext_lazy("Name"))

    assert Lazy({}).errors == {"name": ["Enter an answer for “Name”."]}
