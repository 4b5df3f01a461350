"""Addresses of pairing."""

from django.urls import URLPattern, path

from cohorts.pairing.views import (
    agreements,
    board,
    choices,
    comparing,
    confidence,
    mine,
    options,
    pairs,
    pulses,
    repairing,
    weighing,
)

app_name = "pairing"
urlpatterns: list[URLPattern] = [
    path("staff/pairs/", board.cohorts, name="cohorts"),
    path("staff/pairs/pair/<str:ref>/", pairs.pair, name="pair"),
    path("staff/pairs/pair/<str:ref>/introduce/", pairs.pair_introduce, name="pair_introduce"),
    path("staff/pairs/pair/<str:ref>/begin/", pairs.pair_begin, name="pair_begin"),
    path("staff/pairs/pair/<str:ref>/care/", pulses.care, name="care"),
    path("staff/pairs/how-it-goes/<str:ref>/", pulses.pulse_keyed, name="pulse_keyed"),
    path("staff/pairs/pair/<str:ref>/agreement/", agreements.agreement_keyed, name="agreement_keyed"),
    path("staff/pairs/pair/<str:ref>/agreement/paper/", agreements.page, name="agreement_paper"),
    path("staff/pairs/pair/<str:ref>/agreement/paper/agreement.pdf", agreements.pdf, name="agreement_paper_pdf"),
    path("staff/pairs/pair/<str:ref>/end/", pairs.pair_end, name="pair_end"),
    path("staff/pairs/names/<str:ref>/", confidence.looked, name="looked"),
    path("staff/pairs/choices/<str:ref>/", choices.choice_staff, name="choice_staff"),
    path("staff/pairs/choices/<str:ref>/open/", choices.choice_open, name="choice_open"),
    path("staff/pairs/choices/<str:ref>/reopen/", choices.choice_reopen, name="choice_reopen"),
    path("staff/pairs/choices/<str:ref>/settle/", choices.choice_settle, name="choice_settle"),
    path("staff/pairs/<str:ref>/", board.board, name="board"),
    path("staff/pairs/<str:ref>/propose/", board.propose, name="propose"),
    path("staff/pairs/<str:ref>/introduce/", board.introduce, name="introduce"),
    path("staff/pairs/<str:ref>/weights/", weighing.weights, name="weights"),
    path("staff/pairs/<str:ref>/repair/", repairing.repair, name="repair"),
    path("staff/pairs/<str:ref>/compare/", comparing.compare, name="compare"),
    path("staff/pairs/<str:ref>/take-up/", comparing.take_up, name="take_up"),
    path("staff/pairs/<str:ref>/person/<str:place>/", options.options, name="options"),
    path("staff/pairs/<str:ref>/person/<str:place>/change/", options.change, name="change"),
    path("staff/pairs/<str:ref>/list/", board.pairs, name="pairs"),
    path("my/partner/", mine.mine, name="mine"),
    path("my/partner/how-it-goes/<str:ref>/", pulses.pulse, name="pulse"),
    path("my/partner/in-confidence/", confidence.in_confidence, name="in_confidence"),
    path("my/partner/choice/<str:ref>/", choices.choice, name="choice"),
    path("my/partner/<str:ref>/sharing/", mine.share, name="share"),
    path("my/partner/<str:ref>/agreement/", mine.agreement, name="agreement"),
    path("my/partner/<str:ref>/sign/", mine.sign, name="sign"),
]
