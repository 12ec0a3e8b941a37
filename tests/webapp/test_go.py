"""/go?arn=… opens whatever an ARN names."""

import pytest

ACCOUNT = "eu-west-1:111122223333"
ALARM = "/alarms?account=111122223333&region=eu-west-1&name=a%2Fb+c%3A+d"
FUNCTION = "/functions/111122223333/eu-west-1/checkout-api"


@pytest.mark.parametrize(
    ("arn", "address"),
    [
        (f"arn:aws:lambda:{ACCOUNT}:function:checkout-api", FUNCTION),
        (f"arn:aws:lambda:{ACCOUNT}:function:checkout-api:live", FUNCTION + "?qualifier=live"),
        (f"arn:aws:lambda:{ACCOUNT}:function:checkout-api:$LATEST", FUNCTION + "?qualifier=%24LATEST"),
        (f"arn:aws:sqs:{ACCOUNT}:orders-dlq.fifo", "/queues/111122223333/eu-west-1/orders-dlq.fifo"),
        (f"arn:aws:cloudwatch:{ACCOUNT}:alarm:a/b c: d", ALARM),
        ("arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f", "/functions/111122223333/us-gov-west-1/f"),
    ],
)
def test_an_arn_opens_its_page(client, arn, address):
    answer = client.get("/go", query_string={"arn": arn})
    assert (answer.status_code, answer.location) == (302, address)


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "checkout-api",
        "arn:aws:s3:::bucket",
        f"arn:aws:lambda:{ACCOUNT}:layer:x:1",
        "https://evil.example/",
        "arn:::::",
    ],
)
def test_anything_else_says_which_arns_have_a_page(client, arn):
    answer = client.get("/go", query_string={"arn": arn})
    assert answer.status_code == 404
    assert "Lambda functions, SQS queues and CloudWatch alarms" in answer.text


def test_a_name_never_leads_away_from_the_dashboard(client):
    answer = client.get("/go", query_string={"arn": "arn:aws:sqs:/evil.example:x:y"})
    assert not answer.location or answer.location.startswith("/queues/")
