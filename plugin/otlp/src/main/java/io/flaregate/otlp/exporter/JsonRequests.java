package io.flaregate.otlp.exporter;

import com.github.luben.zstd.ZstdOutputStream;
import io.flaregate.otlp.config.ExportCompression;
import io.flaregate.otlp.json.OtlpJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.Snappy;

/**
 * Writes requests as JSON, and compresses them as they are written, since JSON is several times as
 * large as protobuf. A snappy block is the exception: it is made of the whole.
 */
final class JsonRequests {
  private JsonRequests() {}

  /**
   * A request as the body of an HTTP request.
   *
   * @param request the request in protobuf
   * @throws NoRoomException if there is no room for it
   */
  static byte[] of(byte[] request, ExportCompression compression, Room room)
      throws NoRoomException {
    BookedOutput out = new BookedOutput(room);
    try (OutputStream body = compressing(out, compression)) {
      OtlpJson.write(request, body);
    } catch (NoRoomException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] written = out.toByteArray();
    return compression == ExportCompression.SNAPPY ? snappy(written, room) : written;
  }

  private static OutputStream compressing(BookedOutput out, ExportCompression compression)
      throws IOException {
    return switch (compression) {
      case GZIP -> new GZIPOutputStream(out);
      case ZSTD -> new ZstdOutputStream(out);
      case NONE, SNAPPY -> out;
    };
  }

  private static byte[] snappy(byte[] json, Room room) throws NoRoomException {
    // The longest that it can become, and then once more as an array of its size.
    room.grow(2L * Snappy.maxCompressedLength(json.length));
    try {
      return Snappy.compress(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
