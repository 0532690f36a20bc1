package io.flaregate.transport.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.ByteAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

class BodyReaderTest {
  private static final SizeLimit LIMIT = new SizeLimit(1000, "max_request_body_size: 1000");
  private static final SizeLimit LARGE = new SizeLimit(1 << 24, "max_request_body_size: 16777216");

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void bodyOfExactlyTheLimitPasses(ContentEncoding encoding) throws IOException {
    byte[] body = text(1000);
    assertThat(decoded(encoding, encode(encoding, body), LIMIT)).isEqualTo(body);
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void bodyOneByteOverTheLimitIsTooLarge(ContentEncoding encoding) throws IOException {
    byte[] encoded = encode(encoding, text(1001));
    String when = encoding == ContentEncoding.IDENTITY ? "" : " after decompression";
    assertThatThrownBy(() -> decoded(encoding, encoded, LIMIT))
        .isInstanceOf(TooLargeException.class)
        .hasMessage("request is more than 1000 bytes long%s (max_request_body_size: 1000)", when)
        .satisfies(
            e -> assertThat(((BodyException) e).answer().kind()).isEqualTo(Answer.Kind.TOO_LARGE));
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void randomBodiesComeBackAsTheyWere(ContentEncoding encoding) throws IOException {
    long seed = 20260102;
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      byte[] body = new byte[random.nextInt(1 << random.nextInt(18))];
      for (int i = 0; i < body.length; i++) {
        body[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : i >> 4);
      }
      byte[] encoded = encode(encoding, body);
      assertThat(decoded(encoding, encoded, LARGE))
          .as("seed %s round %s", seed, round)
          .isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"GZIP", "ZSTD"})
  void severalMembersAreOneBody(ContentEncoding encoding) throws IOException {
    byte[] one = encode(encoding, text(300));
    byte[] two = encode(encoding, text(200));
    byte[] nothing = encode(encoding, new byte[0]);
    byte[] body = concat(text(300), text(200));
    assertThat(decoded(encoding, concat(one, nothing, two), LIMIT)).isEqualTo(body);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"GZIP", "ZSTD"})
  void limitHoldsOverAllMembersTogether(ContentEncoding encoding) throws IOException {
    byte[] one = encode(encoding, text(600));
    assertThatThrownBy(() -> decoded(encoding, concat(one, one), LIMIT))
        .isInstanceOf(TooLargeException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"GZIP", "ZSTD", "DEFLATE"})
  void bombStopsAtTheLimitAndBooksNoMoreThanIt(ContentEncoding encoding) throws IOException {
    byte[] bomb = encode(encoding, new byte[64 << 20]);
    SizeLimit limit = new SizeLimit(1 << 20, "max_recv_msg_size_mib: 1");
    AtomicLong booked = new AtomicLong();
    ByteAccount account =
        bytes -> {
          booked.addAndGet(bytes);
          return true;
        };
    InputStream stream = new ByteArrayInputStream(bomb);
    assertThatThrownBy(() -> BodyReader.decode(encoding, stream, bomb.length, limit, account))
        .isInstanceOf(TooLargeException.class);
    assertThat(booked.get()).isLessThanOrEqualTo((1 << 20) + 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"GZIP", "ZSTD", "DEFLATE"})
  void bodyCutAtAnyByteIsBad(ContentEncoding encoding) throws IOException {
    byte[] whole = encode(encoding, text(500));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoded(encoding, cut, LIMIT))
          .as("cut after %s of %s bytes", length, whole.length)
          .isInstanceOf(BadEncodingException.class)
          .hasMessageStartingWith("request is not valid " + encoding.token() + ": ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"GZIP", "ZSTD", "DEFLATE"})
  void whateverIsFlippedTheFailureIsOneOfOurs(ContentEncoding encoding) throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    byte[] whole = encode(encoding, text(900));
    for (int round = 0; round < 2000; round++) {
      byte[] broken = whole.clone();
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        decoded(encoding, broken, LIMIT);
      } catch (BodyException expected) {
        assertThat(expected.answer().message()).as("seed %s", seed).startsWith("request is ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"GZIP", "ZSTD", "DEFLATE"})
  void whatFollowsTheLastMemberIsBad(ContentEncoding encoding) throws IOException {
    byte[] trailed = concat(encode(encoding, text(10)), "trailing".getBytes(US_ASCII));
    assertThatThrownBy(() -> decoded(encoding, trailed, LIMIT))
        .isInstanceOf(BadEncodingException.class);
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void accountThatRefusesEndsTheReading(ContentEncoding encoding) throws IOException {
    byte[] encoded = encode(encoding, text(900));
    InputStream stream = new ByteArrayInputStream(encoded);
    assertThatThrownBy(() -> BodyReader.decode(encoding, stream, 0, LIMIT, bytes -> bytes < 500))
        .isInstanceOf(OverBudgetException.class)
        .hasMessage(
            "too many bytes of requests are in flight (max_inflight_bytes); try again later")
        .satisfies(
            e ->
                assertThat(((BodyException) e).answer().kind()).isEqualTo(Answer.Kind.UNAVAILABLE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 8, 16, 30})
  void everyHeaderFieldOfGzipIsSkipped(int flags) throws IOException {
    byte[] plain = encode(ContentEncoding.GZIP, text(50));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
    if ((flags & 4) != 0) {
      out.write(0xff);
      out.write(0xff);
      out.write(new byte[0xffff]);
    }
    if ((flags & 8) != 0) {
      out.write("name.otlp\0".getBytes(US_ASCII));
    }
    if ((flags & 16) != 0) {
      out.write(text(20_000));
      out.write(0);
    }
    if ((flags & 2) != 0) {
      out.write(new byte[2]);
    }
    out.write(plain, 10, plain.length - 10);
    assertThat(decoded(ContentEncoding.GZIP, out.toByteArray(), LIMIT)).isEqualTo(text(50));
  }

  @Test
  void gzipWithWrongChecksumSaysSo() throws IOException {
    byte[] broken = encode(ContentEncoding.GZIP, text(50));
    broken[broken.length - 8] ^= 1;
    assertThatThrownBy(() -> decoded(ContentEncoding.GZIP, broken, LIMIT))
        .hasMessage("request is not valid gzip: its checksum does not match");
  }

  @Test
  void gzipWithWrongLengthSaysSo() throws IOException {
    byte[] broken = encode(ContentEncoding.GZIP, text(50));
    broken[broken.length - 1] ^= 1;
    assertThatThrownBy(() -> decoded(ContentEncoding.GZIP, broken, LIMIT))
        .hasMessage("request is not valid gzip: its length does not match");
  }

  @Test
  void gzipThatIsNoneSaysSo() {
    assertThatThrownBy(() -> decoded(ContentEncoding.GZIP, "plain".getBytes(US_ASCII), LIMIT))
        .hasMessage("request is not valid gzip: it does not start with 1f 8b");
    assertThatThrownBy(() -> decoded(ContentEncoding.GZIP, new byte[0], LIMIT))
        .hasMessage("request is not valid gzip: it is empty");
  }

  @Test
  void gzipWithinGzipIsUnpackedOnce() throws IOException {
    byte[] inner = encode(ContentEncoding.GZIP, text(50));
    byte[] outer = encode(ContentEncoding.GZIP, inner);
    assertThat(decoded(ContentEncoding.GZIP, outer, LIMIT)).isEqualTo(inner);
  }

  @Test
  void zstdWindowBeyondEightMebibytesIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(out)) {
      zstd.setLong(27);
      zstd.write(text(100_000));
    }
    assertThatThrownBy(() -> decoded(ContentEncoding.ZSTD, out.toByteArray(), LARGE))
        .isInstanceOf(BadEncodingException.class)
        .hasMessage("request is not valid zstd: its window is larger than 8 MiB");
  }

  @Test
  void zstdThatClaimsAHugeLengthAllocatesNothingForIt() {
    // Magic, descriptor (8-byte content size, single segment), content size 2^40, nothing else.
    byte[] claim = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xe0, 0, 0, 0, 0, 0, 1, 0, 0};
    assertThatThrownBy(() -> decoded(ContentEncoding.ZSTD, claim, LIMIT))
        .isInstanceOf(BadEncodingException.class);
  }

  @Test
  void singleByteReadsGiveTheSame() throws IOException {
    for (ContentEncoding encoding : ContentEncoding.values()) {
      byte[] encoded = encode(encoding, text(64));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (InputStream in = Decoders.open(encoding, new ByteArrayInputStream(encoded))) {
        for (int b = in.read(); b >= 0; b = in.read()) {
          out.write(b);
        }
      }
      assertThat(out.toByteArray()).isEqualTo(text(64));
    }
  }

  @Test
  void closedDecoderGivesNoMore() throws IOException {
    for (ContentEncoding encoding :
        new ContentEncoding[] {ContentEncoding.GZIP, ContentEncoding.ZSTD}) {
      InputStream in =
          Decoders.open(encoding, new ByteArrayInputStream(encode(encoding, text(64))));
      assertThat(in.read()).isNotNegative();
      in.close();
      in.close();
      assertThat(in.read()).isNegative();
    }
  }

  @Test
  void checksumOfTheJdkAgreesWithTheMembersTrailer() throws IOException {
    byte[] body = text(5000);
    CRC32 crc = new CRC32();
    crc.update(body);
    byte[] encoded = encode(ContentEncoding.GZIP, body);
    int at = encoded.length - 8;
    long stored = 0;
    for (int i = 3; i >= 0; i--) {
      stored = stored << 8 | (encoded[at + i] & 0xff);
    }
    assertThat(stored).isEqualTo(crc.getValue());
    assertThat(decoded(ContentEncoding.GZIP, encoded, LARGE)).isEqualTo(body);
  }

  private static byte[] decoded(ContentEncoding encoding, byte[] encoded, SizeLimit limit)
      throws IOException {
    InputStream stream = new ByteArrayInputStream(encoded);
    Body body = BodyReader.decode(encoding, stream, encoded.length, limit, ByteAccount.UNLIMITED);
    return Arrays.copyOf(body.array(), body.length());
  }

  private static byte[] encode(ContentEncoding encoding, byte[] body) throws IOException {
    return switch (encoding) {
      case IDENTITY -> body;
      case ZSTD -> zstd(body);
      case GZIP -> gzip(body);
      case DEFLATE -> wrapped(body, DeflaterOutputStream::new);
      case SNAPPY -> wrapped(body, SnappyFramedOutputStream::new);
    };
  }

  private static byte[] zstd(byte[] body) {
    // With a checksum, so that a flipped bit can be seen.
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setChecksum(true).setLevel(Zstd.defaultCompressionLevel()).compress(body);
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    return wrapped(body, GZIPOutputStream::new);
  }

  private interface Wrapper {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  private static byte[] wrapped(byte[] body, Wrapper wrapper) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoded = wrapper.wrap(out)) {
      encoded.write(body);
    }
    return out.toByteArray();
  }

  @Test
  void snappyMayBeABlock() throws IOException {
    byte[] body = text(1000);
    assertThat(decoded(ContentEncoding.SNAPPY, Snappy.compress(body), LIMIT)).isEqualTo(body);
    assertThatThrownBy(() -> decoded(ContentEncoding.SNAPPY, Snappy.compress(text(1001)), LIMIT))
        .isInstanceOf(TooLargeException.class);
    assertThat(decoded(ContentEncoding.SNAPPY, Snappy.compress(new byte[0]), LIMIT)).isEmpty();
  }

  @Test
  void whatSnappyClaimsIsNotAllocated() {
    byte[] fourGib = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    assertThatThrownBy(() -> decoded(ContentEncoding.SNAPPY, fourGib, LARGE))
        .isInstanceOf(TooLargeException.class);
    byte[] fourMib = {(byte) 0x80, (byte) 0x80, (byte) 0x80, 2, 0, 0};
    assertThatThrownBy(() -> decoded(ContentEncoding.SNAPPY, fourMib, LARGE))
        .isInstanceOf(BadEncodingException.class)
        .hasMessageContaining("too short");
    byte[] endless = {-1, -1, -1, -1, -1, -1};
    assertThatThrownBy(() -> decoded(ContentEncoding.SNAPPY, endless, LARGE))
        .isInstanceOf(BadEncodingException.class);
    byte[] chunk = {
      -1, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y', 0, 9, 0, 0, 1, 2, 3, 4, -1, -1, -1, -1, 15
    };
    assertThatThrownBy(() -> decoded(ContentEncoding.SNAPPY, chunk, LARGE))
        .isInstanceOf(BadEncodingException.class);
  }

  @Test
  void whateverIsFlippedInSnappyTheFailureIsOneOfOurs() throws IOException {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 4000; round++) {
      byte[] encoded =
          round % 2 == 0 ? Snappy.compress(text(600)) : encode(ContentEncoding.SNAPPY, text(600));
      encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(decoded(ContentEncoding.SNAPPY, encoded, LARGE)).hasSizeLessThan(1 << 20);
      } catch (BodyException expected) {
        assertThat(expected.answer().kind())
            .as("seed %s round %s", seed, round)
            .isIn(Answer.Kind.UNDECODABLE, Answer.Kind.TOO_LARGE);
      }
    }
  }

  private static byte[] text(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + i % 23);
    }
    return text;
  }

  private static byte[] concat(byte[]... arrays) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] array : arrays) {
      out.writeBytes(array);
    }
    return out.toByteArray();
  }
}
