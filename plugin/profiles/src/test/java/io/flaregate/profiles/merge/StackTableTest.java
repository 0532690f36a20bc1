package io.flaregate.profiles.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.fixture.Content;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.DictionaryFixture.Line;
import io.flaregate.profiles.fixture.RandomDictionary;
import io.flaregate.spi.profiles.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class StackTableTest {

  @Test
  void entriesAreEqualExactlyWhenTheirContentIs() {
    StackTable table = new StackTable();
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      DictionaryFixture fixture = new DictionaryFixture();
      new RandomDictionary(random, fixture, 1 + random.nextInt(6)).fill(random.nextInt(120));
      Dictionary dictionary = fixture.build();
      Dictionary canonical = table.load(dictionary);
      String at = "seed " + seed;
      same(at, 0, dictionary.stacks().size(), table::stack, i -> Content.stack(dictionary, i));
      same(at, 0, dictionary.strings().size(), table::string, dictionary.strings()::get);
      same(at, 0, dictionary.links().size(), table::link, i -> Content.link(dictionary, i));
      same(
          at,
          1,
          dictionary.attributes().size(),
          table::attribute,
          i -> Content.attribute(dictionary, i));
      refersToFirstEntriesOnly(at, dictionary, canonical);
    }
  }

  private static void same(
      String seed, int from, int size, IntUnaryOperator canonical, IntFunction<Object> content) {
    Map<Object, Integer> first = new HashMap<>();
    for (int i = from; i < size; i++) {
      Integer known = first.putIfAbsent(content.apply(i), i);
      assertThat(canonical.applyAsInt(i))
          .as("%s, entry %d", seed, i)
          .isEqualTo(known == null ? i : known);
    }
  }

  private static void refersToFirstEntriesOnly(String seed, Dictionary before, Dictionary after) {
    Map<Object, Integer> locations = new HashMap<>();
    for (int i = 0; i < before.stacks().size(); i++) {
      assertThat(Content.stack(after, i)).as(seed).isEqualTo(Content.stack(before, i));
    }
    for (int i = 1; i < before.locations().size(); i++) {
      assertThat(Content.location(after, i)).as(seed).isEqualTo(Content.location(before, i));
      locations.putIfAbsent(Content.location(before, i), i);
    }
    for (int i = 0; i < after.stacks().locationCount(); i++) {
      int location = after.stacks().location(i);
      assertThat(locations.get(Content.location(after, location))).as(seed).isEqualTo(location);
    }
    Map<String, Integer> texts = new HashMap<>();
    for (int i = 0; i < after.strings().size(); i++) {
      texts.putIfAbsent(after.strings().get(i), i);
    }
    for (int i = 1; i < after.functions().size(); i++) {
      int name = after.functions().name(i);
      assertThat(texts.get(after.strings().get(name))).as(seed).isEqualTo(name);
    }
    for (int i = 1; i < after.mappings().size(); i++) {
      int file = after.mappings().fileName(i);
      assertThat(texts.get(after.strings().get(file))).as(seed).isEqualTo(file);
    }
  }

  @Test
  void aDictionaryWithoutEqualEntriesIsKeptAsItIs() {
    DictionaryFixture fixture = new DictionaryFixture();
    int a = fixture.frame("a");
    int b = fixture.frame("b");
    fixture.stack(a, b);
    fixture.stack(b, a);
    Dictionary dictionary = fixture.build();
    assertThat(new StackTable().load(dictionary)).isSameAs(dictionary);
  }

  @Test
  void locationsThatDifferOnlyInTheirMappingsBuildIdStayApart() {
    DictionaryFixture fixture = new DictionaryFixture();
    int one = fixture.location(fixture.mapping(1, 2, 3, "lib.so", "x", 0), 7, false);
    int two = fixture.location(fixture.mapping(1, 2, 3, "lib.so", "y", 0), 7, false);
    int three = fixture.location(fixture.mapping(1, 2, 3, "lib.so", "x", 0), 7, false);
    int first = fixture.stack(one);
    int second = fixture.stack(two);
    int third = fixture.stack(three);
    StackTable table = new StackTable();
    table.load(fixture.build());
    assertThat(table.stack(second)).isEqualTo(second);
    assertThat(table.stack(third)).isEqualTo(first);
    assertThat(table.distinctStacks()).isEqualTo(3);
  }

  @Test
  void framesAreNotTakenForLinesOfOneFrame() {
    DictionaryFixture fixture = new DictionaryFixture();
    Line line = new Line(fixture.function("f"), 1, 0);
    int inlined = fixture.stack(fixture.location(0, 0, false, line, line));
    int one = fixture.location(0, 0, false, line);
    int called = fixture.stack(one, one);
    StackTable table = new StackTable();
    table.load(fixture.build());
    assertThat(table.stack(called)).isNotEqualTo(table.stack(inlined));
  }

  @Test
  void theArraysOfALargeRequestAreGivenBack() {
    DictionaryFixture fixture = new DictionaryFixture();
    int frame = fixture.frame("f");
    for (int i = 0; i < 300_000; i++) {
      fixture.stack(frame);
    }
    StackTable table = new StackTable();
    table.load(fixture.build());
    assertThat(table.distinctStacks()).isEqualTo(2);
    table.trim();
    table.load(fixture.build());
    assertThat(table.stack(300_000)).isEqualTo(1);
  }
}
