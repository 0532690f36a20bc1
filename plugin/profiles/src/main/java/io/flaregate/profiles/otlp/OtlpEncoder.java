package io.flaregate.profiles.otlp;

import static java.util.Objects.requireNonNull;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import java.util.BitSet;

/**
 * Writes {@link Profiles} as an OTLP request (protobuf {@code ExportProfilesServiceRequest},
 * opentelemetry-proto 1.11, package {@code profiles.v1development}): the reverse of {@link
 * OtlpDecoder}.
 *
 * <p>Profiles come in the order of the rows, one for each value type of a row, since a profile of
 * OTLP has one. The dictionary holds only what the samples refer to, and the empty entry 0 of each
 * table. Keys and values of resources and scopes stand inline, which receivers of every version
 * understand; references to them came with OTLP 1.10.
 *
 * <p>The labels of rows that are split are written as attributes of the resource, in place of its
 * own and those of the scope: they were made of them, and what relabeling has dropped is not to
 * come back. The label {@code service_name} is written as {@code service.name}, from which
 * receivers derive it again; a label of that name gives way. A profile id stands once, in the first
 * profile of its origin, since receivers take a second one for a duplicate.
 *
 * <p>What columns do not hold is not written: timestamps of samples (their number became the
 * value), units of attributes, attributes of profiles, locations and mappings other than the build
 * id, schema URLs, and original payloads.
 *
 * <p>Not thread-safe; keeps its array for the next request, within bounds.
 */
public final class OtlpEncoder {
  private static final int INITIAL_BYTES = 1 << 14;
  private static final int KEPT_BYTES = 8 << 20;

  private final ProtoWriter out;

  /** An encoder for requests of any size. */
  public OtlpEncoder() {
    this(Integer.MAX_VALUE - Long.BYTES);
  }

  /**
   * An encoder with a bound.
   *
   * @param maxBytes beyond this many bytes it throws {@link SizeLimitException}; a few less may be
   *     enough, see {@link ProtoWriter}
   */
  public OtlpEncoder(int maxBytes) {
    out = new ProtoWriter(Math.min(INITIAL_BYTES, maxBytes), maxBytes);
  }

  /**
   * All rows as one request.
   *
   * @throws SizeLimitException if it is larger than the encoder's bound
   */
  public byte[] encode(Profiles profiles) {
    requireNonNull(profiles, "profiles is null");
    out.reset();
    try {
      DictionaryWriter dictionary = new DictionaryWriter(profiles.dictionary(), out);
      writeRows(profiles, dictionary);
      dictionary.write(2);
      return out.toByteArray();
    } finally {
      out.reset(KEPT_BYTES);
    }
  }

  /** How many profiles a request of these rows has. */
  public static int profileCount(Profiles profiles) {
    Rows rows = profiles.rows();
    int size = profiles.size();
    return size == 0 ? 0 : rows.typeStart(size - 1) + rows.typeCount(size - 1);
  }

  private void writeRows(Profiles profiles, DictionaryWriter dictionary) {
    OwnerWriter owners = new OwnerWriter(profiles, out);
    ProfileWriter writer = new ProfileWriter(profiles, dictionary, out);
    BitSet named = new BitSet();
    int row = 0;
    while (row < profiles.size()) {
      int first = row;
      int resource = out.start(1, KEPT_BYTES);
      owners.resource(first);
      while (row < profiles.size() && owners.sameResource(first, row)) {
        row = writeScope(profiles, first, row, owners, writer, named);
      }
      out.end(resource);
    }
  }

  /** Writes the rows of one scope and returns the row after them. */
  private int writeScope(
      Profiles profiles,
      int firstOfResource,
      int first,
      OwnerWriter owners,
      ProfileWriter writer,
      BitSet named) {
    int scope = out.start(2, KEPT_BYTES);
    owners.scope(first);
    int row = first;
    while (row < profiles.size()
        && owners.sameResource(firstOfResource, row)
        && owners.sameScope(first, row)) {
      int origin = profiles.isSplit() ? profiles.rows().origin(row) : row;
      writer.write(row, !named.get(origin));
      named.set(origin);
      row++;
    }
    out.end(scope);
    return row;
  }
}
