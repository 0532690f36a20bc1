package io.flaregate.profiles.pprof;

import io.flaregate.profiles.fixture.DictionaryFixture.Line;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/**
 * Random requests whose rows have much in common: the same samples as the row before, or in another
 * order, or not all of them, or with other labels. Types, labels and symbols take their names from
 * the same few words.
 */
final class RandomRows {
  private static final List<String> WORDS =
      List.of("samples", "count", "cpu", "nanoseconds", "span_id", "trace_id", "thread", "main");

  private record Use(int stack, int list, int link) {}

  private final Random random;
  private final int words;
  private final ProfilesFixture fixture = new ProfilesFixture();
  private final int maxUses;
  private final int[] stacks;
  private final int[] lists;
  private final int[] links;

  RandomRows(Random random) {
    this.random = random;
    words = 4 + random.nextInt(60);
    if (random.nextInt(4) != 0) {
      fixture.dictionary.shareTexts();
    }
    // Many at times, so that ids take more than one byte.
    int size = random.nextInt(10) == 0 ? 150 : 1 + random.nextInt(12);
    int[] mappings = each(1 + random.nextInt(3), this::mapping);
    int[] functions = each(size, this::function);
    int[] locations = each(2 * size, () -> location(mappings, functions));
    int[] attributes = each(size, this::attribute);
    maxUses = 2 * size;
    stacks = each(size, () -> fixture.dictionary.stack(some(locations, 5)));
    lists = each(3, () -> fixture.dictionary.list(some(attributes, 3)));
    links = each(2, () -> fixture.dictionary.link(random.nextInt(2), 7, random.nextInt(3)));
  }

  /** The request. */
  Profiles make() {
    List<Use> uses = uses();
    String[] type = {word(), word()};
    int types = 1 + random.nextInt(2);
    int rows = 2 + random.nextInt(4);
    for (int i = 0; i < rows; i++) {
      ProfilesFixture.Row row = fixture.row().type(type[0], type[1]);
      if (types == 2) {
        row.alsoType(word(), "count");
      }
      row.period(word(), word(), random.nextInt(3));
      for (Use use : uses) {
        long[] values = random.longs(types, 0, 1 << (1 + random.nextInt(20))).toArray();
        row.labelled(use.stack, use.list, use.link, values);
      }
      type[random.nextInt(2)] = word();
      uses = random.nextBoolean() ? uses : changed(uses);
    }
    return fixture.build();
  }

  private List<Use> uses() {
    List<Use> uses = new ArrayList<>();
    int count = random.nextInt(maxUses);
    for (int i = 0; i < count; i++) {
      uses.add(new Use(pick(stacks), pick(lists), random.nextInt(4) == 0 ? pick(links) : 0));
    }
    return uses;
  }

  private List<Use> changed(List<Use> uses) {
    List<Use> changed = new ArrayList<>(uses);
    switch (random.nextInt(5)) {
      case 0 -> Collections.shuffle(changed, random);
      case 1 -> changed.removeIf(use -> random.nextInt(4) == 0);
      case 2 -> changed.replaceAll(use -> new Use(use.stack, pick(lists), use.link));
      case 3 -> changed.addAll(uses());
      default -> {
        return uses();
      }
    }
    return changed;
  }

  private String word() {
    int word = random.nextInt(words);
    return word == 0 ? "" : word <= WORDS.size() ? WORDS.get(word - 1) : "word" + word;
  }

  private int mapping() {
    return fixture.dictionary.mapping(random.nextInt(3), 9, 0, word(), word(), random.nextInt(3));
  }

  private int function() {
    return fixture.dictionary.function(word(), word(), word(), random.nextInt(2));
  }

  private int location(int[] mappings, int[] functions) {
    Line[] lines = new Line[random.nextInt(3)];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = new Line(pick(functions), random.nextInt(300), random.nextInt(2));
    }
    return fixture.dictionary.location(
        pick(mappings), random.nextInt(), random.nextInt(9) == 0, lines);
  }

  private int attribute() {
    return random.nextInt(4) == 0
        ? fixture.dictionary.attribute(word(), AttributeKind.INT, random.nextInt(500))
        : fixture.dictionary.attribute(word(), word());
  }

  private int[] some(int[] from, int atMost) {
    return random
        .ints(random.nextInt(atMost + 1), 0, from.length)
        .map(i -> from[i])
        .filter(entry -> entry != 0)
        .toArray();
  }

  private int pick(int[] from) {
    return from[random.nextInt(from.length)];
  }

  /** Made entries, and first the one that stands for none. */
  private static int[] each(int count, IntSupplier maker) {
    int[] made = new int[count + 1];
    for (int i = 1; i <= count; i++) {
      made[i] = maker.getAsInt();
    }
    return made;
  }
}
