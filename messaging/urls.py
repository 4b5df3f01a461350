"""Addresses of messaging."""

from django.urls import path

from messaging.views import batches, bulk, formats, hooks, letters, queue, rules, stops, words

app_name = "messaging"
WORDS = "staff/messages/words/<str:ref>/<slug:purpose>/<slug:place>"
urlpatterns = [
    path("stop/<str:token>/", stops.stop, name="stop"),
    path("hooks/email/", hooks.email_reports, name="email_reports"),
    path("hooks/email/replies/", hooks.email_replies, name="email_replies"),
    path("hooks/notify/", hooks.notify_reports, name="notify_reports"),
    path("hooks/notify/replies/", hooks.notify_replies, name="notify_replies"),
    path("staff/messages/stops/<int:pk>/lift/", stops.lift, name="lift_stop"),
    path("staff/messages/", queue.queue, name="queue"),
    path("staff/messages/letters/", letters.letters, name="letters"),
    path("staff/messages/letters/print/", letters.print_them, name="print_letters"),
    path("staff/messages/letters/batches/<str:ref>/", batches.batch, name="batch"),
    path("staff/messages/letters/batches/<str:ref>/letters.pdf", batches.batch_pdf, name="batch_pdf"),
    path("staff/messages/letters/batches/<str:ref>/print/", batches.batch_print, name="batch_print"),
    path("staff/messages/letters/batches/<str:ref>/again/", batches.batch_again, name="batch_again"),
    path("staff/messages/letters/batches/<str:ref>/posted/", batches.batch_posted, name="batch_posted"),
    path("staff/messages/letters/batches/<str:ref>/<int:position>/out/", batches.batch_take_out, name="take_out"),
    path("staff/messages/letters/orders/<str:ref>/", formats.order, name="order"),
    path("staff/messages/letters/orders/<str:ref>/words.txt", formats.order_words, name="order_words"),
    path("staff/messages/letters/orders/<str:ref>/posted/", formats.order_posted, name="order_posted"),
    path("staff/messages/letters/orders/<str:ref>/stop/", formats.order_stop, name="order_stop"),
    path("staff/messages/letters/<str:ref>/", letters.letter, name="letter"),
    path("staff/messages/letters/<str:ref>/order/<slug:kind>/", formats.order_new, name="order_new"),
    path("staff/messages/letters/<str:ref>/came-back/", letters.came_back, name="came_back"),
    path("staff/messages/words/", words.words, name="words"),
    path("staff/messages/words/<str:ref>/<slug:purpose>/", words.words_of, name="words_of"),
    path(f"{WORDS}/", words.words_edit, name="words_edit"),
    path(f"{WORDS}/versions/<int:version>/", words.words_restore, name="words_restore"),
    path("staff/messages/rules/", rules.rules, name="rules"),
    path("staff/messages/rules/<str:ref>/<slug:purpose>/<slug:occurrence>/", rules.rule, name="rule"),
    path("staff/messages/group/", bulk.group, name="group"),
    path("staff/messages/group/<str:ref>/", bulk.group_message, name="group_message"),
    path("staff/messages/group/<str:ref>/undo/", bulk.group_undo, name="group_undo"),
    path("staff/messages/<str:ref>/", queue.message, name="message"),
    path("staff/messages/<str:ref>/edit/", queue.edit, name="edit"),
    path("staff/messages/<str:ref>/now/", queue.hurry_message, name="hurry"),
    path("staff/messages/<str:ref>/hold/", queue.hold_message, name="hold"),
    path("staff/messages/<str:ref>/release/", queue.release_message, name="release"),
    path("staff/messages/<str:ref>/cancel/", queue.cancel_message, name="cancel"),
    path("staff/messages/<str:ref>/again/", queue.send_message_again, name="send_again"),
]
