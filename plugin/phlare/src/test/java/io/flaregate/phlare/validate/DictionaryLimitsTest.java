package io.flaregate.phlare.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.Content;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.DictionaryFixture.Line;
import io.flaregate.spi.profiles.Dictionary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DictionaryLimitsTest {
  private final DictionaryFixture fixture = new DictionaryFixture();

  private static DictionaryLimits limits(int depth, int symbol) {
    return new DictionaryLimits(
        new LimitsConfig(
            0, 0, 0, 0, 0, 0, 0, 0, depth, symbol, Duration.ZERO, Duration.ZERO, true, 0, 0));
  }

  @Test
  void deepStacktracesKeepTheSideOfTheRoot() {
    int leaf = fixture.frame("leaf");
    int middle = fixture.frame("middle");
    int root = fixture.frame("root");
    int deep = fixture.stack(leaf, middle, root);
    int fine = fixture.stack(leaf, middle);
    int expected = fixture.stack(middle, root);
    Dictionary before = fixture.build();
    DictionaryLimits.Cut cut = limits(2, 0).apply(before);
    assertThat(Content.stack(cut.dictionary(), deep)).isEqualTo(Content.stack(before, expected));
    assertThat(Content.stack(cut.dictionary(), fine)).isEqualTo(Content.stack(before, fine));
    assertThat(cut.isAny()).isTrue();
    assertThat(cut.isDeep(deep)).isTrue();
    assertThat(cut.isDeep(fine)).isFalse();
    assertThat(cut.hasLongSymbol(deep)).isFalse();
  }

  @Test
  void longNamesKeepTheirEndAndWholeCharacters() {
    int function = fixture.function("aüü", "abc", "abcd", 7);
    int mapping = fixture.mapping(1, 2, 3, "/lib/long", "id", 0);
    int cutStack = fixture.stack(fixture.location(mapping, 1, false));
    int otherCut = fixture.stack(fixture.location(0, 1, false, new Line(function, 1, 2)));
    int fine = fixture.stack(fixture.frame("f"));
    int attribute = fixture.attribute("key", "/lib/long");
    DictionaryLimits.Cut cut = limits(0, 3).apply(fixture.build());
    Dictionary after = cut.dictionary();
    assertThat(Content.function(after, function)).containsExactly("ü", "abc", "bcd", 7L);
    assertThat(Content.mapping(after, mapping)).containsExactly(1L, 2L, 3L, "ong", "id", 0);
    assertThat(Content.attribute(after, attribute)).contains("/lib/long");
    assertThat(cut.hasLongSymbol(cutStack)).isTrue();
    assertThat(cut.hasLongSymbol(otherCut)).isTrue();
    assertThat(cut.hasLongSymbol(fine)).isFalse();
    assertThat(cut.isDeep(cutStack)).isFalse();
  }

  @Test
  void aDictionaryWithinTheLimitsIsKeptAsItIs() {
    fixture.stack(fixture.frame("ab"), fixture.frame("cd"));
    fixture.attribute("long key", "long value");
    Dictionary before = fixture.build();
    assertThat(limits(2, 2).apply(before).dictionary()).isSameAs(before);
    assertThat(limits(0, 0).apply(before).isAny()).isFalse();
  }
}
