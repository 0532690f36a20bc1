package io.flaregate.profiles.pprof;

import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import java.util.Random;

/** Makes pprofs: ids of every kind, texts that repeat, and now and then something wrong. */
final class RandomPprof {
  private static final String[] TEXTS = {
    "", "a", "b", "ab", "é", "key", "a longer text", "\uD83D\uDD25"
  };

  private final Random random;
  private final double wrongness;
  private final int strings;
  private final long[] mappingIds;
  private final long[] functionIds;
  private final long[] locationIds;
  private final int types;

  /**
   * A pprof to be made.
   *
   * @param wrongness how often a reference leads nowhere, 0 to 1
   */
  RandomPprof(Random random, double wrongness) {
    this.random = random;
    this.wrongness = wrongness;
    strings = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 12);
    mappingIds = ids(random.nextInt(4));
    functionIds = ids(1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 8));
    locationIds = ids(1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 8));
    types = 1 + random.nextInt(3);
  }

  /** Counted from 1, spread a little, or any numbers. */
  private long[] ids(int count) {
    long[] ids = new long[count];
    int kind = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      ids[i] =
          switch (kind) {
            case 0, 1 -> i + 1L;
            case 2 -> 2L * count - 2L * i;
            default -> (random.nextLong() << 10) | (i + 1L);
          };
    }
    if (count > 0 && wrong()) {
      ids[random.nextInt(count)] = random.nextInt(3);
    }
    return ids;
  }

  private boolean wrong() {
    return random.nextDouble() < wrongness;
  }

  private boolean often() {
    return random.nextInt(4) > 0;
  }

  private int text() {
    return wrong() ? strings + random.nextInt(2) : random.nextInt(strings);
  }

  private long one(long[] ids) {
    return ids.length == 0 || wrong() ? random.nextInt(5) : ids[random.nextInt(ids.length)];
  }

  private long number() {
    return random.nextLong() >>> random.nextInt(64);
  }

  Profile make() {
    Profile.Builder pprof = Profile.newBuilder().addStringTable("");
    for (int i = 1; i < strings; i++) {
      String text = TEXTS[random.nextInt(TEXTS.length)];
      pprof.addStringTable(often() ? text + random.nextInt(20) : text);
    }
    for (int i = 0; i < types; i++) {
      pprof.addSampleType(type());
    }
    pprof.setPeriodType(type()).setPeriod(number()).setTimeNanos(number());
    pprof.setDurationNanos(number()).addComment(text());
    for (long id : mappingIds) {
      pprof.addMapping(
          Mapping.newBuilder()
              .setId(id)
              .setMemoryStart(number())
              .setMemoryLimit(number())
              .setFileOffset(number())
              .setFilename(text())
              .setBuildId(text())
              .setHasFunctions(random.nextBoolean()));
    }
    for (long id : functionIds) {
      pprof.addFunction(
          Function.newBuilder()
              .setId(id)
              .setName(text())
              .setSystemName(text())
              .setFilename(text())
              .setStartLine(number()));
    }
    for (long id : locationIds) {
      pprof.addLocation(location(id));
    }
    int samples = random.nextInt(12);
    for (int i = 0; i < samples; i++) {
      pprof.addSample(sample());
    }
    return pprof.build();
  }

  private ValueType.Builder type() {
    return ValueType.newBuilder().setType(text()).setUnit(text());
  }

  private Location.Builder location(long id) {
    Location.Builder location = Location.newBuilder().setId(id).setIsFolded(!often());
    if (mappingIds.length > 0 && often()) {
      location.setMappingId(one(mappingIds));
    }
    if (often()) {
      location.setAddress(number());
    }
    for (int lines = random.nextInt(3); lines > 0; lines--) {
      location.addLine(
          Line.newBuilder()
              .setFunctionId(one(functionIds))
              .setLine(number())
              .setColumn(often() ? 0 : number()));
    }
    return location;
  }

  private Sample.Builder sample() {
    Sample.Builder sample = Sample.newBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      sample.addLocationId(one(locationIds));
    }
    for (int i = wrong() ? 0 : types; i > 0; i--) {
      sample.addValue(random.nextBoolean() ? number() : random.nextInt(3));
    }
    for (int i = often() ? 0 : random.nextInt(5); i > 0; i--) {
      Label.Builder label = Label.newBuilder().setKey(text());
      sample.addLabel(
          random.nextBoolean()
              ? label.setStr(text())
              : label.setNum(random.nextInt(3)).setNumUnit(text()));
    }
    return sample;
  }
}
