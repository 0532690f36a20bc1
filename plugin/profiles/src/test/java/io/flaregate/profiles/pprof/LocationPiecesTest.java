package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.fixture.DictionaryFixture.Line;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Locations of all shapes, read with protobuf-java from the pprofs that they were written to. */
class LocationPiecesTest {
  private static final int SEEDS = 300;
  private static final int LOCATIONS = 200;

  private final PprofEncoder encoder = new PprofEncoder();

  @Test
  void locationsAreWrittenAsTheyAreWhateverTheirShape() throws InvalidProtocolBufferException {
    for (int seed = 0; seed < SEEDS; seed++) {
      check(new ProfilesFixture(), seed);
    }
  }

  @Test
  void theSameHoldsForATableOfWhichNothingIsPrepared() throws InvalidProtocolBufferException {
    ProfilesFixture fixture = new ProfilesFixture();
    for (int i = 0; i < 1 << 17; i++) {
      fixture.dictionary.location(0, i, false);
    }
    check(fixture, 1);
    check(new ProfilesFixture(), 2);
  }

  private void check(ProfilesFixture fixture, int seed) throws InvalidProtocolBufferException {
    int[] frames = frames(fixture, new Random(seed));
    fixture.row().sample(fixture.dictionary.stack(frames), 1);
    fixture.row().sample(fixture.dictionary.stack(frames[0], frames[1]), 1);
    fixture.row().sample(fixture.dictionary.stack(frames), 1);
    Profiles profiles = fixture.build();
    for (int row = 0; row < profiles.size(); row++) {
      Profile pprof = Profile.parseFrom(encoder.encode(profiles, row));
      assertThat(pprof.getLocationCount()).isEqualTo(row == 1 ? 2 : LOCATIONS);
      for (int i = 0; i < pprof.getLocationCount(); i++) {
        check(pprof, i, profiles.dictionary().locations(), frames[i], "seed " + seed);
      }
    }
  }

  private static int[] frames(ProfilesFixture fixture, Random random) {
    // The sender says of one mapping that it has functions, so addresses are left out there.
    int[] mappings = {
      0,
      fixture.dictionary.mapping(1, 2, 3, "a", "", Mappings.HAS_FUNCTIONS),
      fixture.dictionary.mapping(1, 2, 3, "b", "", Mappings.HAS_INLINE_FRAMES)
    };
    int[] functions = {0, fixture.dictionary.function("f"), fixture.dictionary.function("g")};
    int[] frames = new int[LOCATIONS];
    for (int i = 0; i < frames.length; i++) {
      Line[] lines = new Line[random.nextInt(4) == 0 ? random.nextInt(4) : 1];
      for (int line = 0; line < lines.length; line++) {
        int function = functions[random.nextInt(functions.length)];
        lines[line] = new Line(function, number(random), number(random));
      }
      int mapping = mappings[random.nextInt(mappings.length)];
      boolean isFolded = random.nextInt(8) == 0;
      frames[i] = fixture.dictionary.location(mapping, number(random), isFolded, lines);
    }
    return frames;
  }

  /** Often none, else around a power of two. */
  private static long number(Random random) {
    return random.nextInt(3) == 0 ? 0 : (1L << random.nextInt(Long.SIZE)) + random.nextInt(3) - 1;
  }

  private static void check(Profile pprof, int at, Locations locations, int entry, String seed) {
    Location written = pprof.getLocation(at);
    int lines = locations.lineEnd(entry) - locations.lineStart(entry);
    assertThat(written.getId()).isEqualTo(at + 1L);
    assertThat(written.getIsFolded()).isEqualTo(locations.isFolded(entry));
    assertThat(written.getLineCount()).isEqualTo(lines);
    boolean hasFunctions =
        written.getMappingId() != 0
            && pprof.getMapping((int) written.getMappingId() - 1).getHasFunctions();
    long address = lines > 0 && hasFunctions ? 0 : locations.address(entry);
    assertThat(written.getAddress()).as("address of %d, %s", at, seed).isEqualTo(address);
    for (int i = 0; i < lines; i++) {
      int line = locations.lineStart(entry) + i;
      assertThat(written.getLine(i).getLine())
          .as("line of %d, %s", at, seed)
          .isEqualTo(locations.lineNumber(line));
      assertThat(written.getLine(i).getColumn())
          .as("column of %d, %s", at, seed)
          .isEqualTo(locations.lineColumn(line));
      int id = (int) written.getLine(i).getFunctionId();
      String name = pprof.getStringTable((int) pprof.getFunction(id - 1).getName());
      int function = locations.lineFunction(line);
      assertThat(name).isEqualTo(function == 0 ? "" : function == 1 ? "f" : "g");
    }
  }
}
