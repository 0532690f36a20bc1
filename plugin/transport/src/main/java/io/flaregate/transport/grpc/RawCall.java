package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.transport.admission.ByteAccount;
import io.grpc.Metadata;

/**
 * A call whose message has been read.
 *
 * @param request the message; never one that failed
 * @param headers the call's metadata
 * @param wireBytes the message's size before decompression; 0 if the server does not admit by bytes
 * @param account where the call books what it takes besides; given back once it is answered
 * @param deadlineNanos the {@link System#nanoTime} after which the client does not wait any more;
 *     {@link Long#MAX_VALUE} if it set none
 * @param cancellation whether the client still waits
 */
public record RawCall(
    RawMessage request,
    Metadata headers,
    long wireBytes,
    ByteAccount account,
    long deadlineNanos,
    Cancellation cancellation) {
  public RawCall {
    requireNonNull(request, "request is null");
    requireNonNull(headers, "headers is null");
    requireNonNull(account, "account is null");
    requireNonNull(cancellation, "cancellation is null");
  }
}
