package io.flaregate.transport.receiver;

import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;

/** How much memory decoded profiles take besides the body that their texts lie in. */
public final class ColumnBytes {
  private static final int STRING = 12;
  private static final int MAPPING = 33;
  private static final int FUNCTION = 20;
  private static final int LOCATION = 17;
  private static final int LINE = 20;
  private static final int ATTRIBUTE = 13;
  private static final int LINK = 24;
  private static final int ROW = 96;
  private static final int SAMPLE = 12;

  private ColumnBytes() {}

  /** The bytes of all columns. */
  public static long of(Profiles profiles) {
    AttributeLists lists = profiles.lists();
    int listed = lists.size() == 0 ? 0 : lists.end(lists.size() - 1);
    return of(profiles.dictionary())
        + ofRows(profiles)
        + (long) Integer.BYTES * (lists.size() + (long) listed);
  }

  /** The bytes of the columns of rows and samples alone. */
  public static long ofRows(Profiles profiles) {
    return (long) ROW * profiles.size()
        + (long) SAMPLE * profiles.samples().size()
        + (long) Long.BYTES * profiles.samples().valueCount();
  }

  private static long of(Dictionary dictionary) {
    return (long) STRING * dictionary.strings().size()
        + (long) MAPPING * dictionary.mappings().size()
        + (long) FUNCTION * dictionary.functions().size()
        + (long) LOCATION * dictionary.locations().size()
        + (long) LINE * dictionary.locations().lineCount()
        + (long) Integer.BYTES
            * (dictionary.stacks().size() + (long) dictionary.stacks().locationCount())
        + (long) ATTRIBUTE * dictionary.attributes().size()
        + (long) LINK * dictionary.links().size();
  }
}
