package io.flaregate.spi.testing;

import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;
import io.flaregate.spi.profiles.StringTable;

/** Small profiles for tests that do not look into them. */
public final class SampleProfiles {
  private SampleProfiles() {}

  /** A number of profiles without samples. */
  public static Profiles withRows(int rows) {
    int[] ids = new int[rows];
    for (int row = 0; row < rows; row++) {
      ids[row] = row;
    }
    Rows columns =
        Rows.builder(rows)
            .origins(ids)
            .attributes(new int[rows], new int[rows])
            .scopes(new int[rows], new int[rows])
            .types(new int[rows], new int[0])
            .periods(new int[2 * rows], new long[rows])
            .times(new long[rows], new long[rows])
            .profileIds(new long[2 * rows])
            .sampleEnds(new int[rows])
            .droppedSamples(new int[rows])
            .build();
    Samples samples = new Samples(new int[0], new int[0], new int[0], new long[0]);
    return new Profiles(emptyDictionary(), columns, samples, AttributeLists.empty(), null, 0);
  }

  /** A dictionary in which every table has its entry 0 only. */
  public static Dictionary emptyDictionary() {
    return Dictionary.builder(StringTable.empty())
        .mappings(
            new Mappings(
                new long[1], new long[1], new long[1], new int[1], new int[1], new byte[1]))
        .functions(new Functions(new int[1], new int[1], new int[1], new long[1]))
        .locations(
            new Locations(
                new int[1],
                new long[1],
                new byte[1],
                new int[1],
                new int[0],
                new long[0],
                new long[0]))
        .stacks(new Stacks(new int[1], new int[0]))
        .attributes(new Attributes(new int[1], new byte[1], new long[1]))
        .links(new Links(new long[1], new long[1], new long[1]))
        .build();
  }
}
