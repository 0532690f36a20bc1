package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;

/**
 * Reads a pprof table by table, each after those that it refers to: texts, mappings, functions,
 * locations, samples, labels.
 */
final class PprofReader {
  private PprofReader() {}

  /**
   * Reads a pprof. The scratch then still knows its outline, ids and labels.
   *
   * @throws MalformedPprofException if nothing of it can be used
   */
  static DecodedPprof read(byte[] bytes, int from, int to, PprofScratch scratch, ReadMode mode)
      throws MalformedPprofException {
    try {
      return readProto(bytes, from, to, scratch, mode);
    } catch (MalformedProtoException e) {
      throw new MalformedPprofException("not a pprof: " + e.getMessage());
    }
  }

  private static DecodedPprof readProto(
      byte[] bytes, int from, int to, PprofScratch scratch, ReadMode mode)
      throws MalformedProtoException, MalformedPprofException {
    PprofOutline outline = scratch.outline;
    outline.reset();
    outline.read(bytes, from, to);
    PprofTexts texts = PprofTexts.read(bytes, outline.strings, scratch.scan, mode);
    PprofChecks.checkHead(outline);
    Dictionary.Builder dictionary =
        Dictionary.builder(texts.strings())
            .mappings(new MappingReader(scratch).read(bytes, outline.mappings))
            .functions(new FunctionReader(scratch).read(bytes, outline.functions))
            .locations(new LocationReader(scratch, mode).read(bytes, outline.locations));
    SampleReader reader = new SampleReader(scratch, mode);
    reader.read(bytes, outline.samples);
    var samples = reader.samples(texts.strings());
    LabelDecoder labels = scratch.labelDecoder;
    dictionary
        .stacks(reader.stacks())
        .attributes(labels.attributes())
        .links(new Links(new long[1], new long[1], new long[1]));
    Profiles profiles =
        new Profiles(
            dictionary.build(), row(outline, reader), samples, labels.lists(), null, to - from);
    return new DecodedPprof(profiles, reader.dropped(), labels.dropped(), texts.repaired());
  }

  private static Rows row(PprofOutline head, SampleReader samples) {
    int[] types = new int[head.sampleTypes.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = (int) head.sampleTypes.get(i);
    }
    int[] periodType = {(int) head.periodType, (int) head.periodUnit};
    return Rows.builder(1)
        .origins(new int[1])
        .attributes(new int[1], new int[1])
        .scopes(new int[1], new int[1])
        .types(new int[] {head.types()}, types)
        .periods(periodType, new long[] {head.period})
        .times(new long[] {head.timeNanos}, new long[] {head.durationNanos})
        .profileIds(new long[2])
        .sampleEnds(new int[] {samples.kept()})
        .droppedSamples(new int[] {samples.dropped()})
        .build();
  }
}
