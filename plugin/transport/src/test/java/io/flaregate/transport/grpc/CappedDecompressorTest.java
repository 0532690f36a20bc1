package io.flaregate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CappedDecompressorTest {

  /** The transport's buffers hang on it. */
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "deflate", "snappy"})
  void aMessageThatIsNotReadToItsEndIsClosed(String encoding) throws IOException {
    AtomicBoolean isClosed = new AtomicBoolean();
    InputStream message =
        new ByteArrayInputStream(new byte[100]) {
          @Override
          public void close() {
            isClosed.set(true);
          }
        };
    Decompressor decompressor = CappedDecompressor.registry().lookupDecompressor(encoding);
    assertThat(decompressor).isNotNull();
    try (InputStream decoded = decompressor.decompress(message)) {
      assertThat(decoded).isNotNull();
    }
    assertThat(isClosed).isTrue();
  }
}
