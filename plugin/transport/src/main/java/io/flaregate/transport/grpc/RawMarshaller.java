package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.TooLargeException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes to stream and back: one copy on the way in, none but the library's on the way out. It never
 * throws on a message that cannot be read: grpc-java would make that UNKNOWN, which a sender must
 * not retry and cannot understand; {@link RawMessage#failure} carries the answer instead.
 */
public final class RawMarshaller implements Marshaller<RawMessage> {
  private final SizeLimit limit;

  /** A marshaller that reads messages up to a limit. */
  public RawMarshaller(SizeLimit limit) {
    this.limit = requireNonNull(limit, "limit is null");
  }

  /** The limit of messages that come in. */
  public SizeLimit limit() {
    return limit;
  }

  @Override
  public InputStream stream(RawMessage message) {
    return new PartsStream(message.parts(), message.length());
  }

  @Override
  public RawMessage parse(InputStream stream) {
    SizeLimit ofCall = CallAdmission.currentLimit(limit);
    try {
      // Only what was not compressed comes with a known length.
      boolean plain = stream instanceof KnownLength;
      int hint = plain ? stream.available() : 0;
      Body body = BodyReader.read(stream, hint, ofCall, CallAdmission.current(), !plain);
      return RawMessage.received(body.array(), body.length());
    } catch (BodyException e) {
      return RawMessage.failed(e.answer());
    } catch (StatusRuntimeException e) {
      return RawMessage.failed(ofStatus(e));
    } catch (IOException e) {
      return RawMessage.failed(Answer.refused(Answer.Kind.UNDECODABLE, "request cannot be read"));
    }
  }

  /** The library's own limit on decompressed bytes shows as this exception. */
  private Answer ofStatus(StatusRuntimeException e) {
    if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      return TooLargeException.decompressed(limit).answer();
    }
    return Answer.refused(Answer.Kind.UNDECODABLE, "request cannot be read");
  }
}
