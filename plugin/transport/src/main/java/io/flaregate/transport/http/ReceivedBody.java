package io.flaregate.transport.http;

import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A request's body as it came, in pieces. */
public final class ReceivedBody {
  private final List<byte[]> pieces;
  private final int length;

  ReceivedBody(List<byte[]> pieces, int length) {
    this.pieces = List.copyOf(pieces);
    this.length = length;
  }

  /** Its length, before decompression. */
  public int length() {
    return length;
  }

  /**
   * The body decompressed and in one piece. CPU work: not for an event loop.
   *
   * @throws io.flaregate.transport.compress.BodyException if it cannot be read; the exception knows
   *     the answer
   */
  public Body decode(ContentEncoding encoding, SizeLimit limit, ByteAccount account)
      throws IOException {
    if (encoding == ContentEncoding.IDENTITY && pieces.size() == 1) {
      return new Body(pieces.get(0), length);
    }
    return BodyReader.decode(encoding, stream(), length, limit, account);
  }

  private InputStream stream() {
    List<InputStream> streams = new ArrayList<>(pieces.size());
    for (byte[] piece : pieces) {
      streams.add(new ByteArrayInputStream(piece));
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }
}
