package io.flaregate.ingester.service;

import com.google.protobuf.ByteString;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.store.NewProfile;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofValidator;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.compress.BadEncodingException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.TooLargeException;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** From the bytes of a pushed pprof, gzip or plain, to what the store takes. */
final class PprofIntake {
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;

  private final SizeLimit limit;

  PprofIntake(int maxProfileBytes) {
    this.limit = new SizeLimit(maxProfileBytes, "limits::max_profile_bytes: " + maxProfileBytes);
  }

  /**
   * Checks a pprof and makes it ready for the store.
   *
   * @throws ServiceException if it is too large or not right
   */
  NewProfile read(LabelSet labels, String id, ByteString raw) {
    boolean gzip =
        raw.size() >= 2
            && (raw.byteAt(0) & 0xff) == GZIP_MAGIC_1
            && (raw.byteAt(1) & 0xff) == GZIP_MAGIC_2;
    try {
      byte[] plain = plain(raw, gzip);
      PprofValidator.check(plain);
      PprofHeader header = PprofHeader.read(plain, labels.value(LabelSet.NAME));
      return new NewProfile(
          labels, header.types(), header.timeNanos(), id, plain.length, gzip ? raw : gzip(plain));
    } catch (TooLargeException e) {
      throw new ServiceException(
          Status.Code.INVALID_ARGUMENT,
          "pprof is more than " + limit.bytes() + " bytes long (" + limit.setting() + ")",
          e);
    } catch (BadEncodingException e) {
      throw new ServiceException(
          Status.Code.UNKNOWN, "bad pprof: its gzip is damaged or cut off", e);
    } catch (IOException | MalformedPprofException | IllegalArgumentException e) {
      throw new ServiceException(Status.Code.UNKNOWN, "bad pprof: " + e.getMessage(), e);
    }
  }

  private byte[] plain(ByteString raw, boolean gzip) throws IOException {
    if (!gzip && raw.size() > limit.bytes()) {
      throw TooLargeException.asSent(limit);
    }
    if (!gzip) {
      return raw.toByteArray();
    }
    Body body =
        BodyReader.decode(
            ContentEncoding.GZIP, raw.newInput(), raw.size(), limit, ByteAccount.UNLIMITED);
    return Arrays.copyOf(body.array(), body.length());
  }

  private static ByteString gzip(byte[] plain) throws IOException {
    ByteString.Output compressed = ByteString.newOutput(plain.length / 2);
    try (OutputStream out = new FastGzip(compressed)) {
      out.write(plain);
    }
    return compressed.toByteString();
  }

  /** Pprofs shrink well at the lowest level already, and a push waits for this. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 8 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
