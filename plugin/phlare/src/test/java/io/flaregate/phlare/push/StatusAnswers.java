package io.flaregate.phlare.push;

import io.grpc.Status;
import java.io.ByteArrayOutputStream;

/** What tests of other packages need of this one. */
public final class StatusAnswers {
  private StatusAnswers() {}

  /** What an ingester's own answer means. */
  public static PushAnswer said(String ingester, Status status) {
    return IngesterAnswers.of(ingester, status, true);
  }

  /** A message as it goes over the wire. */
  public static byte[] bytes(PushMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.parts().forEach(out::writeBytes);
    return out.toByteArray();
  }
}
