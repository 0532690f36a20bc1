package io.flaregate.profiles.pprof;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;

/**
 * Reads an uncompressed pprof into one row of {@link Profiles}. Labels of samples become
 * attributes: texts of kind STRING, numbers of kind INT without their unit. What has no place in a
 * row is left out: drop_frames, keep_frames, comments, the default sample type, the URL of the
 * documentation.
 *
 * <p>A sample that refers to a location that is not there, or to one with a mapping or a function
 * that is not there, is dropped and counted. What makes the whole unusable is an exception: bytes
 * that are not protobuf, an index outside the string table, ids that are 0 or stand twice, no
 * sample type, a sample with more or fewer values than there are sample types.
 *
 * <p>Memory is in proportion to the bytes. Thread-safe.
 */
public final class PprofDecoder {
  private final boolean dropsEmptyLocations;

  private PprofDecoder(boolean dropsEmptyLocations) {
    this.dropsEmptyLocations = dropsEmptyLocations;
  }

  /**
   * For what senders push: a sample that touches a location with neither address nor line is
   * dropped too, since nothing can be shown for it.
   */
  public static PprofDecoder strict() {
    return new PprofDecoder(true);
  }

  /** For what a distributor has already checked: keeps locations that say nothing. */
  public static PprofDecoder lenient() {
    return new PprofDecoder(false);
  }

  /**
   * Decodes a pprof, which must not be changed afterwards: texts stay where they are.
   *
   * @throws MalformedPprofException if nothing of it can be used
   */
  public DecodedPprof decode(byte[] pprof) throws MalformedPprofException {
    return decode(pprof, 0, pprof.length);
  }

  /**
   * Decodes the pprof that stands in an array from {@code from} to before {@code to}. The array
   * must not be changed afterwards: texts stay where they are.
   *
   * @throws MalformedPprofException if nothing of it can be used
   */
  public DecodedPprof decode(byte[] bytes, int from, int to) throws MalformedPprofException {
    RawPprof raw = RawPprof.read(bytes, from, to);
    PprofChecks.check(raw);
    PprofTexts texts = PprofTexts.of(raw);
    SampleDecoder samples = new SampleDecoder(raw, texts.strings(), dropsEmptyLocations);
    samples.decode();
    Dictionary dictionary =
        Dictionary.builder(texts.strings())
            .mappings(mappings(raw.symbols))
            .functions(functions(raw.symbols))
            .locations(samples.locations())
            .stacks(samples.stacks())
            .attributes(samples.labels().attributes())
            .links(new Links(new long[1], new long[1], new long[1]))
            .build();
    Profiles profiles =
        new Profiles(
            dictionary,
            row(raw, samples),
            samples.samples(),
            samples.labels().lists(),
            null,
            to - from);
    return new DecodedPprof(
        profiles, samples.dropped(), samples.labels().dropped(), texts.repaired());
  }

  private static Mappings mappings(RawSymbols symbols) {
    byte[] flags = new byte[symbols.mappingFlags.size() + 1];
    for (int i = 1; i < flags.length; i++) {
      flags[i] = (byte) symbols.mappingFlags.get(i - 1);
    }
    return new Mappings(
        symbols.mappingStarts.toArrayAfterZero(),
        symbols.mappingLimits.toArrayAfterZero(),
        symbols.mappingOffsets.toArrayAfterZero(),
        symbols.mappingFiles.toIndicesAfterZero(),
        symbols.mappingBuildIds.toIndicesAfterZero(),
        flags);
  }

  private static Functions functions(RawSymbols symbols) {
    return new Functions(
        symbols.functionNames.toIndicesAfterZero(),
        symbols.functionSystemNames.toIndicesAfterZero(),
        symbols.functionFiles.toIndicesAfterZero(),
        symbols.functionStartLines.toArrayAfterZero());
  }

  private static Rows row(RawPprof raw, SampleDecoder samples) {
    int[] types = new int[raw.sampleTypes.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = (int) raw.sampleTypes.get(i);
    }
    return Rows.builder(1)
        .origins(new int[1])
        .attributes(new int[1], new int[1])
        .scopes(new int[1], new int[1])
        .types(new int[] {raw.types()}, types)
        .periods(new int[] {(int) raw.periodType, (int) raw.periodUnit}, new long[] {raw.period})
        .times(new long[] {raw.timeNanos}, new long[] {raw.durationNanos})
        .profileIds(new long[2])
        .sampleEnds(new int[] {samples.kept()})
        .droppedSamples(new int[] {samples.dropped()})
        .build();
  }
}
