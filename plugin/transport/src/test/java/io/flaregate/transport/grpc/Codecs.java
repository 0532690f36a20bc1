package io.flaregate.transport.grpc;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Compressions of a client that grpc-java does not bring. */
final class Codecs {
  private Codecs() {}

  static CompressorRegistry of(String name, Wrapper wrapper) {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(
        new Compressor() {
          @Override
          public String getMessageEncoding() {
            return name;
          }

          @Override
          public OutputStream compress(OutputStream out) throws IOException {
            return wrapper.wrap(out);
          }
        });
    return registry;
  }

  interface Wrapper {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  static CompressorRegistry zstd() {
    return of("zstd", ZstdOutputStreamNoFinalizer::new);
  }

  /** Says that it compresses and does not. */
  static CompressorRegistry lying(String name) {
    return of(name, FilterOutputStream::new);
  }
}
