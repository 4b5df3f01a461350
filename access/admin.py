"""The back office without allauth's pages: they would show sealed secrets, and change them unrecorded."""

from allauth.account import admin as account_admin
from allauth.mfa import admin as mfa_admin
from django.contrib import admin

admin.site.unregister([account_admin.EmailAddress, mfa_admin.Authenticator])
