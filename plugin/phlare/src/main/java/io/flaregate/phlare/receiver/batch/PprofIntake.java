package io.flaregate.phlare.receiver.batch;

import static java.util.Objects.requireNonNull;

import io.flaregate.profiles.pprof.DecodedPprof;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofDecoder;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.OverBudgetException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.compress.TooLargeException;
import io.flaregate.transport.receiver.ColumnBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Reads the pprofs of requests, gzip or plain, within the limit of a request: for each of them, and
 * for all of a request together. Thread-safe.
 */
public final class PprofIntake {
  /** What columns take at most of each byte of a pprof while they are made. */
  private static final int COLUMN_BYTES_PER_BYTE = 3;

  private final SizeLimit limit;
  private final PprofDecoder decoder = PprofDecoder.strict();

  /** An intake with the limit of the receiver's requests. */
  public PprofIntake(SizeLimit limit) {
    this.limit = requireNonNull(limit, "limit is null");
  }

  /**
   * A profile that is ready to be handed on.
   *
   * @param labels its labels
   * @param row the profile as a single row
   */
  public record Labelled(LabelPairs labels, Profiles row) {}

  /** The pprofs of one request. Not thread-safe. */
  public final class Reader {
    private final Batch batch;
    private long inflated;
    private long kept;

    private Reader(Batch batch) {
      this.batch = batch;
    }

    /** Adds a pprof with its labels to the batch, or what is wrong with it. */
    public void read(LabelPairs labels, byte[] bytes, int from, int to) {
      read(bytes, from, to, row -> new Labelled(labels, row));
    }

    /**
     * Adds a pprof to the batch, or what is wrong with it.
     *
     * @param labelling finds the labels of a decoded profile; may change the profile as well
     * @throws AnswerException if the request is too large, or there is no room for it
     */
    public void read(byte[] bytes, int from, int to, Function<Profiles, Labelled> labelling) {
      Admission account = batch.account();
      long before = account.heldBytes();
      try {
        Body body = plain(bytes, from, to);
        kept += body.length();
        if (kept > limit.bytes()) {
          throw new AnswerException(TooLargeException.decompressed(limit).answer());
        }
        decode(body, labelling);
      } catch (TooLargeException e) {
        account.shrinkTo(before);
        batch.reject(
            Reason.PROFILE_SIZE_LIMIT,
            "profile is more than "
                + limit.bytes()
                + " bytes long after decompression ("
                + limit.setting()
                + ")");
      } catch (OverBudgetException e) {
        throw new AnswerException(e.answer());
      } catch (BodyException e) {
        account.shrinkTo(before);
        batch.reject(Reason.MALFORMED_PROFILE, "raw_profile: " + e.getMessage());
      } catch (MalformedPprofException e) {
        account.shrinkTo(before);
        batch.reject(Reason.MALFORMED_PROFILE, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new IllegalStateException("bytes in memory cannot be read", e);
      }
    }

    /**
     * Books texts that are made while a pprof is labelled.
     *
     * @throws AnswerException if they are larger than the request may be, or there is no room
     */
    public void bookTexts(long bytes) {
      if (bytes > 2L * limit.bytes()) {
        throw new AnswerException(TooLargeException.decompressed(limit).answer());
      }
      batch.book(bytes);
    }

    private Body plain(byte[] bytes, int from, int to) throws IOException, MalformedPprofException {
      int length = to - from;
      if (length == 0) {
        throw new MalformedPprofException("raw_profile is empty");
      }
      if (!isGzip(bytes, from, to)) {
        BodyReader.book(batch.account(), length);
        return new Body(Arrays.copyOfRange(bytes, from, to), length);
      }
      // A request may hold very many bombs; what is inflated of all of them is bounded as well.
      if (inflated > 2L * limit.bytes()) {
        throw new AnswerException(TooLargeException.decompressed(limit).answer());
      }
      try {
        Body body =
            BodyReader.decode(
                ContentEncoding.GZIP,
                new ByteArrayInputStream(bytes, from, length),
                length,
                limit,
                batch.account());
        inflated += body.length();
        return body;
      } catch (TooLargeException e) {
        inflated += limit.bytes();
        throw e;
      }
    }

    private void decode(Body body, Function<Profiles, Labelled> labelling)
        throws MalformedPprofException {
      Admission account = batch.account();
      long expected = (long) COLUMN_BYTES_PER_BYTE * body.length();
      batch.book(expected);
      DecodedPprof decoded = decoder.decode(body.array(), 0, body.length());
      long actual = ColumnBytes.of(decoded.profiles());
      if (actual < expected) {
        account.shrinkTo(account.heldBytes() - (expected - actual));
      } else {
        batch.book(actual - expected);
      }
      tell(decoded);
      Labelled labelled = labelling.apply(decoded.profiles());
      batch.add(labelled.labels(), labelled.row(), body.length());
    }

    private void tell(DecodedPprof decoded) {
      batch.warn(
          Reason.DANGLING_REFERENCE,
          decoded.droppedSamples(),
          decoded.droppedSamples() + " samples that refer to nothing dropped");
      batch.warn(
          Reason.DUPLICATE_ATTRIBUTE_KEY,
          decoded.droppedLabels(),
          decoded.droppedLabels() + " labels of samples with a key that stands twice dropped");
      batch.warn(
          Reason.INVALID_UTF8,
          decoded.repairedTexts(),
          decoded.repairedTexts() + " texts that are not UTF-8 repaired");
    }
  }

  /** A reader of the pprofs of one request. */
  public Reader reader(Batch batch) {
    return new Reader(batch);
  }

  private static boolean isGzip(byte[] bytes, int from, int to) {
    return to - from >= 2 && bytes[from] == 0x1f && (bytes[from + 1] & 0xff) == 0x8b;
  }
}
