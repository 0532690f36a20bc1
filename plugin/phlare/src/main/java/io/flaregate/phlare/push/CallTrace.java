package io.flaregate.phlare.push;

import io.flaregate.phlare.push.Reply.Contact;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;

/** Sees how far a call gets, which its status alone does not tell. */
final class CallTrace extends ClientStreamTracer.Factory {
  private volatile boolean sent;
  private volatile boolean answered;

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundHeaders() {
        sent = true;
      }

      @Override
      public void inboundTrailers(Metadata trailers) {
        answered = true;
      }
    };
  }

  /** Whether the other side ended the call itself, so that the status is its own. */
  boolean isAnswered() {
    return answered;
  }

  /** How far a call came that ended so. */
  Contact contact(Status status) {
    if (answered) {
      return Contact.ANSWERED;
    }
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> Contact.TIMED_OUT;
      // What came was too large, and this side has cut it off.
      case RESOURCE_EXHAUSTED -> Contact.ANSWERED;
      default -> sent ? Contact.BROKEN : Contact.UNREACHED;
    };
  }
}
