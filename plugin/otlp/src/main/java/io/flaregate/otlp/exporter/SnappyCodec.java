package io.flaregate.otlp.exporter;

import io.grpc.Compressor;
import java.io.IOException;
import java.io.OutputStream;
import org.xerial.snappy.SnappyFramedOutputStream;

/** Snappy in its framing format for gRPC requests, as the Collector sends it. */
final class SnappyCodec implements Compressor {
  @Override
  public String getMessageEncoding() {
    return "snappy";
  }

  @Override
  public OutputStream compress(OutputStream out) throws IOException {
    return new SnappyFramedOutputStream(out);
  }
}
