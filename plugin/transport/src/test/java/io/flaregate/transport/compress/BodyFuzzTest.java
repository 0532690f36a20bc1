package io.flaregate.transport.compress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.testing.Choices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

/**
 * Any bytes in any encoding: refused by an answer of its own, or a body within its limit, for which
 * no more was booked than the limit allows, whatever pieces it comes in. And what is compressed
 * comes back.
 */
class BodyFuzzTest {
  private static final int SMALL = 512;
  private static final int LARGE = 16 * 1024;

  static Stream<byte[]> seeds() throws IOException {
    Stream.Builder<byte[]> seeds = Stream.builder();
    byte[] text = "flaregate;main;worker 42\n".repeat(12).getBytes(UTF_8);
    for (ContentEncoding encoding : ContentEncoding.values()) {
      for (byte[] body : new byte[][] {{}, text}) {
        seeds.add(seed(encoding, encode(encoding, body)));
      }
    }
    seeds.add(seed(ContentEncoding.SNAPPY, Snappy.compress(text)));
    byte[] gzip = encode(ContentEncoding.GZIP, text);
    seeds.add(seed(ContentEncoding.GZIP, concat(gzip, gzip)));
    seeds.add(seed(ContentEncoding.GZIP, encode(ContentEncoding.GZIP, new byte[100_000])));
    byte[] zstd = encode(ContentEncoding.ZSTD, text);
    seeds.add(seed(ContentEncoding.ZSTD, concat(zstd, zstd)));
    // Says that it is one byte long, and is empty.
    seeds.add(HexFormat.of().parseHex("02010728b52ffd240101000099e9d851"));
    return seeds.build();
  }

  private static byte[] seed(ContentEncoding encoding, byte[] body) {
    return concat(
        new byte[] {(byte) List.of(ContentEncoding.values()).indexOf(encoding), 1, 7}, body);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrABodyWithinTheLimit(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    ContentEncoding encoding = choices.oneOf(ContentEncoding.values());
    SizeLimit limit = new SizeLimit(choices.below(2) == 0 ? SMALL : LARGE, "limit: of the test");
    int piece = 1 + choices.next();
    byte[] encoded = choices.rest();
    byte[] whole = decode(encoding, encoded, limit, encoded.length);
    byte[] pieces = decode(encoding, encoded, limit, piece);
    // libzstd does not check the length in a frame's header if its last block is empty and the
    // frame
    // comes in pieces; such a frame may be refused as a whole only.
    boolean judgedTwice = encoding != ContentEncoding.ZSTD || (whole != null && pieces != null);
    if (judgedTwice) {
      assertThat(pieces).isEqualTo(whole);
    }
    if (encoding == ContentEncoding.IDENTITY && encoded.length <= limit.bytes()) {
      assertThat(whole).isEqualTo(encoded);
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void whatIsCompressedComesBackUnlessItIsOneByteTooLong(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    ContentEncoding encoding = choices.oneOf(ContentEncoding.values());
    int times = 1 + choices.below(20);
    int piece = 1 + choices.next();
    byte[] part = choices.rest();
    byte[] body = part;
    for (int i = 1; i < times && body.length < LARGE; i++) {
      body = concat(body, part);
    }
    byte[] encoded = encode(encoding, body);
    // Of snappy and identity what is sent counts as well.
    int needed = Math.max(body.length, Math.max(1, counted(encoding, encoded)));
    assertThat(decode(encoding, encoded, limit(needed), piece)).isEqualTo(body);
    if (body.length > 1) {
      assertThat(decode(encoding, encoded, limit(body.length - 1), piece)).isNull();
    }
    if (encoding == ContentEncoding.SNAPPY) {
      byte[] block = Snappy.compress(body);
      int most = Math.max(1, Math.max(block.length, body.length));
      assertThat(decode(encoding, block, limit(most), piece)).isEqualTo(body);
    }
  }

  private static SizeLimit limit(int bytes) {
    return new SizeLimit(bytes, "limit: of the test");
  }

  private static int counted(ContentEncoding encoding, byte[] encoded) {
    boolean whole = encoding == ContentEncoding.IDENTITY || encoding == ContentEncoding.SNAPPY;
    return whole ? encoded.length : 0;
  }

  /** The body, or null if it was refused as it may be. */
  private static byte @Nullable [] decode(
      ContentEncoding encoding, byte[] encoded, SizeLimit limit, int piece) throws IOException {
    AtomicLong booked = new AtomicLong();
    InputStream in = new Pieces(encoded, Math.max(1, piece));
    Body body;
    try {
      body =
          BodyReader.decode(
              encoding,
              in,
              encoded.length,
              limit,
              bytes -> {
                assertThat(bytes).isNotNegative();
                booked.addAndGet(bytes);
                return true;
              });
    } catch (TooLargeException e) {
      assertThat(e.answer().kind()).isEqualTo(Answer.Kind.TOO_LARGE);
      return null;
    } catch (BadEncodingException e) {
      assertThat(e.answer().kind()).isEqualTo(Answer.Kind.UNDECODABLE);
      assertThat(e).hasMessageStartingWith("request is not valid " + encoding.token() + ": ");
      return null;
    } finally {
      // A body of snappy is kept as it came and as it is.
      int arrays = encoding == ContentEncoding.SNAPPY ? 2 : 1;
      assertThat(booked.get()).isLessThanOrEqualTo(arrays * (limit.bytes() + 1L));
    }
    assertThat(body.length()).isLessThanOrEqualTo(limit.bytes());
    assertThat((long) body.array().length).isLessThanOrEqualTo(booked.get());
    return Arrays.copyOf(body.array(), body.length());
  }

  /** Gives at most so many bytes a read, as a network does. */
  private static final class Pieces extends InputStream {
    private final byte[] bytes;
    private final int most;
    private int at;

    Pieces(byte[] bytes, int most) {
      this.bytes = bytes;
      this.most = most;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length && length > 0) {
        return -1;
      }
      int count = Math.min(Math.min(length, most), bytes.length - at);
      System.arraycopy(bytes, at, target, offset, count);
      at += count;
      return count;
    }
  }

  private interface Wrapper {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  private static byte[] encode(ContentEncoding encoding, byte[] body) throws IOException {
    return switch (encoding) {
      case IDENTITY -> body;
      case ZSTD -> zstd(body);
      case GZIP -> wrapped(body, GZIPOutputStream::new);
      case DEFLATE -> wrapped(body, DeflaterOutputStream::new);
      case SNAPPY -> wrapped(body, SnappyFramedOutputStream::new);
    };
  }

  private static byte[] zstd(byte[] body) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setChecksum(true).setLevel(Zstd.defaultCompressionLevel()).compress(body);
    }
  }

  private static byte[] wrapped(byte[] body, Wrapper wrapper) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoded = wrapper.wrap(out)) {
      encoded.write(body);
    }
    return out.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
