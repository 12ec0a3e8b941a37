"""The company's accounts and regions, their topics, and how they are reached."""

from demo.world.specs import AccountSpec, TopicSpec

SHOP = "111122223333"
PAYMENTS = "444455556666"
EU = "eu-west-1"
US = "us-east-1"
READER = f"arn:aws:iam::{PAYMENTS}:role/lambda-oncall-reader"

ACCOUNTS = (
    AccountSpec(SHOP, EU, "meadow-shop"),
    AccountSpec(SHOP, US, "meadow-shop", concurrency=120),
    AccountSpec(PAYMENTS, EU, "meadow-payments", role_arn=READER, external_id="meadow-oncall-7f3a"),
)

PAGES = TopicSpec(SHOP, EU, "oncall-pages")
ORDERS_ALERTS = TopicSpec(SHOP, EU, "team-orders-alerts")
US_PAGES = TopicSpec(SHOP, US, "oncall-pages")
PAYMENTS_PAGES = TopicSpec(PAYMENTS, EU, "payments-oncall")
CATALOG_ALERTS = TopicSpec(SHOP, EU, "catalog-alerts", confirmed=False)
TOPICS = (PAGES, ORDERS_ALERTS, CATALOG_ALERTS, US_PAGES, PAYMENTS_PAGES, TopicSpec(SHOP, EU, "media-uploaded"))
