"""AWS's error codes, by what they mean to us: each service spells the same few things in its own way."""

from collectors.records import FailureKind

KIND_OF_CODE: dict[str, FailureKind] = {
    code: kind
    for kind, codes in {
        FailureKind.THROTTLED: """
            Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException SlowDown
            RequestLimitExceeded TooManyRequestsException BandwidthLimitExceeded PriorRequestNotComplete
            LimitExceededException ProvisionedThroughputExceededException EC2ThrottledException
            TransactionInProgressException
        """,
        FailureKind.DENIED: """
            AccessDenied AccessDeniedException UnauthorizedOperation UnauthorizedException AuthorizationError
            AuthorizationErrorException NotAuthorized KMSAccessDeniedException KmsAccessDenied OptInRequired
            OperationNotPermittedException SubscriptionRequiredException
        """,
        FailureKind.CREDENTIALS: """
            ExpiredToken ExpiredTokenException TokenRefreshRequired RequestExpired InvalidToken InvalidClientTokenId
            UnrecognizedClientException InvalidAccessKeyId SignatureDoesNotMatch InvalidSignatureException AuthFailure
            MissingAuthenticationToken MissingAuthenticationTokenException IncompleteSignature
            IncompleteSignatureException RequestTimeTooSkewed NotSignedUp
        """,
        FailureKind.GONE: """
            ResourceNotFoundException ResourceNotFound NotFoundException NotFound QueueDoesNotExist QueueDeletedRecently
            AWS.SimpleQueueService.NonExistentQueue AWS.SimpleQueueService.QueueDeletedRecently
        """,
    }.items()
    for code in codes.split()
}

KIND_OF_STATUS: dict[int, FailureKind] = {
    401: FailureKind.CREDENTIALS,
    403: FailureKind.DENIED,
    429: FailureKind.THROTTLED,
}
"""For answers without a code that we know."""


def kind_of_answer(code: str, status: int) -> FailureKind:
    """What an answer of this error code and HTTP status means."""
    if code in KIND_OF_CODE:
        return KIND_OF_CODE[code]
    return FailureKind.UNREACHABLE if status >= 500 else KIND_OF_STATUS.get(status, FailureKind.UNEXPECTED)
