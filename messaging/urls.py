"""Addresses of messaging."""

from django.urls import path

from messaging.views import calls, letters, queue

app_name = "messaging"
urlpatterns = [
    path("staff/messages/", queue.queue, name="queue"),
    path("staff/messages/calls/", calls.calls, name="calls"),
    path("staff/messages/calls/<str:ref>/", calls.call, name="call"),
    path("staff/messages/letters/", letters.letters, name="letters"),
    path("staff/messages/letters/posted/", letters.post_letters, name="post_letters"),
    path("staff/messages/letters/<str:ref>/", letters.letter, name="letter"),
    path("staff/messages/<str:ref>/", queue.message, name="message"),
    path("staff/messages/<str:ref>/hold/", queue.hold_message, name="hold"),
    path("staff/messages/<str:ref>/release/", queue.release_message, name="release"),
    path("staff/messages/<str:ref>/cancel/", queue.cancel_message, name="cancel"),
    path("staff/messages/<str:ref>/again/", queue.send_message_again, name="send_again"),
]
