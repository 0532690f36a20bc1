package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Stacks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocationIdsTest {
  private static final int LOCATIONS = 70_000;

  private static List<Integer> written(LocationIds ids, int... locations)
      throws MalformedProtoException {
    return written(ids, locations, locations.length);
  }

  /** Written in pieces of a length. */
  private static List<Integer> written(LocationIds ids, int[] locations, int piece)
      throws MalformedProtoException {
    byte[] target = new byte[locations.length * Varints.MAX_INT_BYTES + 3];
    Stacks stacks = new Stacks(new int[] {locations.length}, locations);
    int end = 3;
    for (int from = 0; from < locations.length; from += piece) {
      end = ids.write(target, end, stacks, from, Math.min(from + piece, locations.length));
    }
    ProtoReader in = new ProtoReader();
    in.reset(target, 3, end);
    List<Integer> read = new ArrayList<>();
    while (in.hasMore()) {
      read.add(in.readInt32());
    }
    return read;
  }

  /** Whatever the number of bytes that ids may take when they are kept as varints. */
  @Test
  void idsCountFromOneInTheOrderOfFirstUse() throws MalformedProtoException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int maxPrepared : new int[] {(1 << 21) - 1, 5_000, 0}) {
      LocationIds ids = new LocationIds(maxPrepared);
      for (int round = 0; round < 4; round++) {
        ids.reset(LOCATIONS);
        Map<Integer, Integer> naive = new LinkedHashMap<>();
        int[] locations = random.ints(30_000 << round, 1, LOCATIONS).toArray();
        List<Integer> expected = new ArrayList<>();
        for (int location : locations) {
          expected.add(naive.computeIfAbsent(location, key -> naive.size() + 1));
        }
        int piece = 1 + random.nextInt(round % 2 == 0 ? 40 : locations.length);
        assertThat(written(ids, locations, piece)).as("seed %d", seed).isEqualTo(expected);
        assertThat(ids.count()).isEqualTo(naive.size());
        int id = 0;
        for (int location : naive.keySet()) {
          assertThat(ids.entry(++id)).isEqualTo(location);
        }
      }
    }
  }

  @Test
  void locationZeroIsNotWritten() throws MalformedProtoException {
    LocationIds ids = new LocationIds();
    ids.reset(10);
    for (int i = 0; i < 5; i++) {
      assertThat(written(ids, 0, 4, 0, 4)).containsExactly(1, 1);
      assertThat(written(ids, 4, 4, 4, 0)).containsExactly(1, 1, 1);
    }
  }

  @Test
  void theLargestIdsOfEachLengthAreRight() throws MalformedProtoException {
    int[] locations = new int[(1 << 21) + 1];
    for (int i = 0; i < locations.length; i++) {
      locations[i] = i + 1;
    }
    LocationIds ids = new LocationIds();
    ids.reset(locations.length + 1);
    List<Integer> read = written(ids, locations);
    for (int id : new int[] {1, 127, 128, 16_383, 16_384, (1 << 21) - 1, 1 << 21, (1 << 21) + 1}) {
      assertThat(read.get(id - 1)).isEqualTo(id);
    }
    assertThat(written(ids, 1 << 21, 1 << 21)).containsExactly(1 << 21, 1 << 21);
    ids.trim();
    ids.reset(2);
    assertThat(written(ids, 1)).containsExactly(1);
  }
}
