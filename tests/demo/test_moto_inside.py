"""What we use of moto that it does not promise: a new version that moves it fails here, and not in a demo."""

import inspect
from importlib.metadata import version

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY
from moto.iam.models import IAMBackend, iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.sns.models import SNSBackend
from moto.sts.models import STSBackend


def parameters(function):
    return list(inspect.signature(function).parameters)


def test_it_is_the_version_that_was_looked_into():
    assert version("moto").startswith("5.2.")


def test_iam_knows_the_owner_of_a_key():
    backend = iam_backends["123123123123"]["aws"]
    assert isinstance(backend, IAMBackend)
    assert isinstance(backend.access_keys, dict)
    assert parameters(backend.create_user)[:2] == ["region_name", "user_name"]
    assert parameters(backend.create_access_key)[:1] == ["user_name"]
    assert parameters(backend.get_user_from_access_key_id) == ["access_key_id"]


def test_sts_knows_the_role_behind_a_key():
    assert parameters(STSBackend.get_assumed_role_from_access_key) == ["self", "access_key_id"]


def test_topics_are_made_and_subscribed_to():
    assert parameters(SNSBackend.create_topic)[:2] == ["self", "name"]
    assert parameters(SNSBackend.subscribe)[:4] == ["self", "topic_arn", "endpoint", "protocol"]


def test_the_dispatcher_is_a_wsgi_application():
    assert parameters(DomainDispatcherApplication.__call__) == ["self", "environ", "start_response"]
    assert parameters(create_backend_app) == ["service"]
    assert isinstance(PRESERVED_HEADER_NAMES_ENVIRON_KEY, str)
