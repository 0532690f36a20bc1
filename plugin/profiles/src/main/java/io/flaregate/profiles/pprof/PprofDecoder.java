package io.flaregate.profiles.pprof;

import static java.util.Objects.checkFromToIndex;

import io.flaregate.profiles.merge.ScratchPool;
import io.flaregate.spi.profiles.Profiles;

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
 * <p>Memory is in proportion to the bytes. Thread-safe; meant to be kept, since it uses its arrays
 * again.
 *
 * <p>How it works: {@link PprofOutline} walks over the whole to count the entries of every table,
 * so that columns are exact. Then {@link PprofReader} reads the tables, each after those that it
 * refers to. Texts stay where they are in the bytes.
 */
public final class PprofDecoder {
  private final ScratchPool<PprofScratch> scratches =
      new ScratchPool<>(Runtime.getRuntime().availableProcessors(), PprofScratch::new);
  private final ReadMode mode;

  private PprofDecoder(ReadMode mode) {
    this.mode = mode;
  }

  /**
   * For what senders push: a sample that touches a location with neither address nor line is
   * dropped too, since nothing can be shown for it.
   */
  public static PprofDecoder strict() {
    return new PprofDecoder(ReadMode.STRICT);
  }

  /** For what a distributor has already checked: keeps locations that say nothing. */
  public static PprofDecoder lenient() {
    return new PprofDecoder(ReadMode.LENIENT);
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
   * @throws IndexOutOfBoundsException if the part lies outside the array
   * @throws MalformedPprofException if nothing of it can be used
   */
  public DecodedPprof decode(byte[] bytes, int from, int to) throws MalformedPprofException {
    checkFromToIndex(from, to, bytes.length);
    PprofScratch scratch = scratches.take();
    try {
      return PprofReader.read(bytes, from, to, scratch, mode);
    } finally {
      scratch.trim();
      scratches.giveBack(scratch);
    }
  }
}
