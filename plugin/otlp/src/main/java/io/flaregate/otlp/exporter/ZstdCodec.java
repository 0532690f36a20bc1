package io.flaregate.otlp.exporter;

import com.github.luben.zstd.ZstdOutputStream;
import io.grpc.Compressor;
import java.io.IOException;
import java.io.OutputStream;

/** Zstandard for gRPC requests, which grpc-java does not bring along. */
final class ZstdCodec implements Compressor {
  @Override
  public String getMessageEncoding() {
    return "zstd";
  }

  @Override
  public OutputStream compress(OutputStream out) throws IOException {
    return new ZstdOutputStream(out);
  }
}
