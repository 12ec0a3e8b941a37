"""Which code is a library's or the runtime's, and not the application's own."""

import re

_PLACES = re.compile(
    r"/site-packages/|/dist-packages/|/node_modules/|^/var/runtime/|^/var/lang/|^/opt/|^/usr/|/lib/python\d|/ruby/gems/|/vendor/bundle/"
    r"|^node:|^internal/|^<(?!input)|^bootstrap|/go/pkg/mod/|/usr/local/go/|^runtime/|awslambdaric"
)

_VENDORED = frozenset(
    (
        "aiobotocore", "aiohttp", "anyio", "attr", "attrs", "aws_lambda_powertools", "aws_xray_sdk", "boto3",
        "botocore", "bs4", "cachetools", "certifi", "cffi", "charset_normalizer", "click", "cryptography",
        "datadog_lambda", "dateutil", "ddtrace", "django", "elasticsearch", "fastapi", "flask", "google",
        "googleapiclient", "grpc", "httpcore", "httplib2", "httpx", "idna", "jinja2", "jmespath", "jsonschema",
        "jwt", "kombu", "langchain", "lxml", "mangum", "marshmallow", "mysql", "newrelic", "numpy", "openai",
        "opensearchpy", "opentelemetry", "pandas", "paramiko", "peewee", "PIL", "psycopg", "psycopg2", "pyarrow",
        "pydantic", "pydantic_core", "pymongo", "pymysql", "redis", "requests", "requests_oauthlib", "rsa",
        "s3transfer", "scipy", "sentry_sdk", "simplejson", "six", "snowflake", "sqlalchemy", "starlette",
        "stripe", "tenacity", "twilio", "typing_extensions", "urllib3", "werkzeug", "wrapt", "yaml", "yarl",
        "zappa",
    )
)  # fmt: skip
"""Top folders of /var/task that are packages: a ZIP holds them beside the application's own files."""

_JVM = (
    "java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.", "com.amazonaws.", "software.amazon.", "lambdainternal.",
    "org.springframework.", "org.apache.", "org.hibernate.", "org.slf4j.", "com.fasterxml.", "com.google.",
    "io.micronaut.", "io.quarkus.", "io.netty.", "io.opentelemetry.", "kotlin.", "kotlinx.", "scala.", "reactor.",
    "okhttp3.", "org.postgresql.", "com.mysql.", "com.zaxxer.", "System.", "Microsoft.", "Amazon.",
)  # fmt: skip
"""Packages of the JVM's and .NET's libraries."""

_TASK = re.compile(r"^(?:file://)?/var/task/")


def short(file: str) -> str:
    """The path within the deployment package."""
    return _TASK.sub("", file)


def own_file(file: str) -> bool:
    """Whether a source file of Python, Node, Ruby or Go is the application's own."""
    return not _PLACES.search(file) and short(file).split("/", 1)[0] not in _VENDORED


def own_class(name: str) -> bool:
    """Whether a class of Java, Kotlin or .NET is the application's own."""
    return not name.startswith(_JVM)
