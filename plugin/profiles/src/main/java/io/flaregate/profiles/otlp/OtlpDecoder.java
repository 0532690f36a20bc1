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
 * <p>How it works: a first walk counts the entries of every table ({@link Counts}), so that memory
 * is known and bounded before any of it is allocated, columns are exact, and references can be
 * checked as they are read. Then the tables are read, then the profiles. Texts stay where they are
 * in the body. Cost is linear in the size of the body, whatever it holds.
 */
public final class OtlpDecoder {
  private final ProtoReader in = new ProtoReader();
  private final Scratch scratch = new Scratch();

  /** A decoder, to be used by one thread at a time. */
  public OtlpDecoder() {}

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
    Budget budget = new Budget(length, limits);
    Counts counts = new Counts(limits.maxSamplesPerProfile());
    in.reset(body, 0, length);
    counts.count(in);
    counts.takeFrom(budget);

    Report report = new Report(counts.profiles);
    Tables tables = new Tables(counts);
    References references = new References(counts);
    Texts texts = new Texts(body, length, counts, budget, report, scratch);
    AttributeColumns attributes = new AttributeColumns(counts);
    in.reset(body, 0, length);
    new DictionaryReader(tables, texts, attributes, references, report, scratch, budget)
        .readAll(in, body);

    AttributeSets sets = new AttributeSets(texts, attributes, references, scratch, budget);
    OwnerReader owners = new OwnerReader(texts, attributes, sets, references, report, scratch);
    SampleReader samples =
        new SampleReader(counts, tables, sets, references, report, scratch, budget);
    RowColumns rows = new RowColumns(counts.rows);
    in.reset(body, 0, length);
    new ProfileReader(counts, texts, references, owners, samples, rows, report).readAll(in);

    Profiles profiles =
        new Profiles(
            tables.build(texts, attributes),
            rows.build(),
            samples.build(),
            sets.build(),
            null,
            length);
    return new DecodedProfiles(profiles, rows.requestIndex(), report.result(), report.counts());
  }
}
