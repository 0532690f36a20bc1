package io.flaregate.profiles.otlp;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.requireNonNull;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;

/**
 * Decodes OTLP profiles (protobuf {@code ExportProfilesServiceRequest}, opentelemetry-proto 1.11,
 * package {@code profiles.v1development}) into columns, without message objects.
 *
 * <p>What protobuf allows is accepted: fields in any order, the dictionary before, after or between
 * the profiles and in several pieces, over-long varints, scalars packed or not, unknown fields. A
 * known field of another wire type makes a request undecodable.
 *
 * <p>What refers to nothing is never guessed at: a profile that leads, through its types, samples,
 * resource or scope, to an index out of range is rejected with a message that names table and
 * index; entries that no profile leads to do no harm. Lesser faults are repaired or left out, and
 * told: see {@link DecodedProfiles#result}.
 *
 * <p>Not thread-safe. It keeps small arrays from one request to the next and lets go of large ones.
 *
 * <p>How it works: the tables are read into columns that the decoder keeps, references are checked,
 * then the profiles are read; the result gets copies of the columns in their exact sizes, which
 * cost less than a walk that counts beforehand. Requests that are too large for the kept columns
 * are counted first ({@link Counts}) and read into columns of their own. So memory is bounded
 * before it is allocated. Texts stay where they are in the body. Cost is linear in the size of the
 * body, whatever it holds.
 */
public final class OtlpDecoder {
  private static final int MAX_UNCOUNTED_BYTES = 4 << 20;

  private final ProtoReader in = new ProtoReader();
  private final Scratch scratch = new Scratch();
  private final int maxUncounted;

  /** A decoder, to be used by one thread at a time. */
  public OtlpDecoder() {
    this(MAX_UNCOUNTED_BYTES);
  }

  /** For tests: counts the entries of bodies of more than so many bytes before it reads them. */
  OtlpDecoder(int maxUncounted) {
    this.maxUncounted = maxUncounted;
  }

  /**
   * Decodes a request.
   *
   * @param body the bytes; the result keeps the array and refers to it, so the caller must neither
   *     change nor reuse it
   * @param length how many bytes of the array the request has
   * @param limits what it may cost
   * @throws UndecodableException if the bytes are no such request, or it would take more memory
   *     than the limits allow
   */
  public DecodedProfiles decode(byte[] body, int length, DecodeLimits limits)
      throws UndecodableException {
    requireNonNull(limits, "limits is null");
    checkFromToIndex(0, length, requireNonNull(body, "body is null").length);
    try {
      return decodeChecked(body, length, limits);
    } catch (MalformedProtoException e) {
      throw new UndecodableException(
          Reason.UNDECODABLE, "not an ExportProfilesServiceRequest: " + e.getMessage());
    } finally {
      in.release();
      scratch.trim();
    }
  }

  /** How many entries the arrays have that are kept for the next request; for tests. */
  int keptEntries() {
    return scratch.keptEntries();
  }

  private DecodedProfiles decodeChecked(byte[] body, int length, DecodeLimits limits)
      throws MalformedProtoException, UndecodableException {
    if (length <= maxUncounted) {
      try {
        return decodeUncounted(body, length, limits);
      } catch (ColumnsFullException e) {
        // Far more entries than bytes of profiles as we know them have: they are counted then.
      }
    }
    try {
      return decodeCounted(body, length, limits);
    } catch (ColumnsFullException e) {
      throw new IllegalStateException("more entries than were counted", e);
    }
  }

  private DecodedProfiles decodeUncounted(byte[] body, int length, DecodeLimits limits)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    Counts counts = new Counts(limits.maxSamplesPerProfile());
    in.reset(body, 0, length);
    counts.countProfiles(in);
    RequestColumns columns = scratch.columns(length);
    columns.clear();
    return read(body, length, new Budget(length, limits), counts, columns);
  }

  private DecodedProfiles decodeCounted(byte[] body, int length, DecodeLimits limits)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    Budget budget = new Budget(length, limits);
    Counts counts = new Counts(limits.maxSamplesPerProfile());
    in.reset(body, 0, length);
    counts.count(in);
    counts.takeColumns(budget);
    return read(body, length, budget, counts, new RequestColumns(counts));
  }

  private DecodedProfiles read(
      byte[] body, int length, Budget budget, Counts counts, RequestColumns columns)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    counts.takeProfiles(budget);
    Report report = new Report(counts.profiles);
    RowColumns rows = new RowColumns(counts.rows);
    References references = new References();
    Tables tables = columns.tables;
    AttributeColumns attributes = columns.attributes;
    Texts texts =
        new Texts(body, length, columns.texts, columns.inlineTexts, budget, report, scratch);
    in.reset(body, 0, length);
    new DictionaryReader(tables, texts, attributes, references, report, scratch, budget)
        .readAll(in, body);

    AttributeSets sets = new AttributeSets(texts, attributes, references, scratch, budget);
    OwnerReader owners = new OwnerReader(texts, attributes, sets, references, report, scratch);
    SampleReader samples =
        new SampleReader(columns.samples, tables, sets, references, report, scratch, budget);
    in.reset(body, 0, length);
    new ProfileReader(counts.maxSamplesPerProfile, texts, references, owners, samples, rows, report)
        .readAll(in);

    if (columns.areKept()) {
      counts.measure(columns, texts.wireCount());
      counts.takeColumns(budget);
    }
    Profiles profiles =
        new Profiles(
            tables.build(texts, attributes),
            rows.build(),
            columns.samples.build(),
            sets.build(),
            null,
            length);
    return new DecodedProfiles(profiles, rows.requestIndex(), report.result(), report.counts());
  }
}
