package io.flaregate.spi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.config.SampleConfigs.Ack;
import io.flaregate.spi.config.SampleConfigs.Everything;
import io.flaregate.spi.config.SampleConfigs.Instance;
import io.flaregate.spi.config.SampleConfigs.NeedsDefaults;
import io.flaregate.spi.config.SampleConfigs.Nested;
import io.flaregate.spi.config.SampleConfigs.Twice;
import io.flaregate.spi.config.SampleConfigs.Unsupported;
import io.flaregate.spi.testing.ConfigNodes;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigBinderTest {

  private static Binding<Everything> bind(Map<String, ?> mapping) {
    return ConfigBinder.bind(ConfigNodes.of(mapping), "receivers::x", Everything.defaults());
  }

  private static Everything bound(Map<String, ?> mapping) {
    Binding<Everything> binding = bind(mapping);
    assertThat(binding.problems()).isEmpty();
    assertThat(binding.isValid()).isTrue();
    return binding.value();
  }

  @Test
  void anEmptyMapAndNothingAtAllGiveTheDefaults() {
    assertThat(bound(Map.of())).isEqualTo(Everything.defaults());
    assertThat(ConfigBinder.bind(ConfigNodes.of(null), "", Everything.defaults()).value())
        .isEqualTo(Everything.defaults());
  }

  @Test
  void bindsEveryTypeOfScalar() {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("text", "plain");
    written.put("flag", true);
    written.put("count", -7);
    written.put("size_bytes", 1L << 40);
    written.put("ratio", 1.25e3);
    written.put("push_timeout", "1m30s");
    written.put("password", "s3cret");
    written.put("ack", "durable");
    written.put("limit", 12);
    Everything value = bound(written);
    assertThat(value.text()).isEqualTo("plain");
    assertThat(value.flag()).isTrue();
    assertThat(value.count()).isEqualTo(-7);
    assertThat(value.sizeBytes()).isEqualTo(1L << 40);
    assertThat(value.ratio()).isEqualTo(1250);
    assertThat(value.pushTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(value.password().value()).isEqualTo("s3cret");
    assertThat(value.ack()).isEqualTo(Ack.WRITE_AHEAD_LOG);
    assertThat(value.limit()).isEqualTo(12);
  }

  @Test
  void readsHexadecimalAndOctalNumbers() {
    assertThat(bound(Map.of("count", plain("0x1F"))).count()).isEqualTo(31);
    assertThat(bound(Map.of("count", plain("0o17"))).count()).isEqualTo(15);
    assertThat(bound(Map.of("count", plain("+5"))).count()).isEqualTo(5);
  }

  @Test
  void takesNumbersAndFlagsForTextsAsTheyWereWritten() {
    assertThat(bound(Map.of("text", plain("007"))).text()).isEqualTo("007");
    assertThat(bound(Map.of("text", plain("true"))).text()).isEqualTo("true");
    assertThat(bound(Map.of("names", List.of(plain("1"), plain("off")))).names())
        .containsExactly("1", "off");
  }

  @Test
  void replacesListsAndMapsAsAWhole() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("z", "1");
    headers.put("a", "2");
    Everything value =
        bound(Map.of("names", List.of("a", "b"), "delays", List.of("5s", "0"), "headers", headers));
    assertThat(value.names()).containsExactly("a", "b");
    assertThat(value.delays()).containsExactly(Duration.ofSeconds(5), Duration.ZERO);
    assertThat(value.headers()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    assertThatThrownBy(() -> value.headers().put("b", ""))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(bound(Map.of("names", List.of())).names()).isEmpty();
  }

  @Test
  void keepsListsMapsAndRecordsOfWhichNothingIsSaid() {
    Map<String, Object> written = new LinkedHashMap<>();
    for (String key : Arrays.asList("names", "headers", "nested")) {
      written.put(key, null);
    }
    assertThat(bound(written)).isEqualTo(Everything.defaults());
  }

  @Test
  void mergesNestedRecordsKeyByKey() {
    Everything value = bound(Map.of("nested", Map.of("port", 1)));
    assertThat(value.nested()).isEqualTo(new Nested("localhost", 1));
  }

  @Test
  void anOptionalRecordIsThereOnceItsKeyIsWritten() {
    assertThat(bound(Map.of()).optional()).isNull();
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("optional", null);
    assertThat(bound(written).optional()).isEqualTo(Nested.defaults());
    assertThat(bound(Map.of("optional", Map.of("port", 2))).optional())
        .isEqualTo(new Nested("localhost", 2));
  }

  @Test
  void recordsInListsAndMapsStartFromTheirDefaults() {
    Everything value =
        bound(
            Map.of(
                "instances",
                List.of(Map.of("id", "a"), Map.of("id", "b", "addr", "host")),
                "by_name",
                Map.of("one", Map.of("addr", "there"))));
    assertThat(value.instances())
        .containsExactly(new Instance("a", "localhost"), new Instance("b", "host"));
    assertThat(value.byName()).containsExactly(Map.entry("one", new Instance("", "there")));
  }

  @Test
  void aRawNodeIsPassedOnAsItIs() {
    ConfigNode raw = ConfigNodes.of(Map.of("anything", List.of(1)));
    assertThat(bound(Map.of("raw", raw)).raw()).isSameAs(raw);
  }

  @Test
  void aBoxWithoutADefaultMayBeEmpty() {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("limit", null);
    assertThat(bound(written).limit()).isNull();
  }

  @Test
  void classesThatBreakTheConventionsAreNotTheUsersFault() {
    assertThatThrownBy(() -> ConfigBinder.bind(ConfigNodes.empty(), "", new Twice(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has the key a twice");
    assertThatThrownBy(
            () ->
                ConfigBinder.bind(
                    ConfigNodes.of(Map.of("nested", Map.of())), "", new NeedsDefaults(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NoDefaults has no static defaults()");
    assertThatThrownBy(
            () ->
                ConfigBinder.bind(
                    ConfigNodes.of(Map.of("thread", 1)),
                    "",
                    new Unsupported(Thread.currentThread())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot hold a class java.lang.Thread");
  }

  @Test
  void theReferenceListsEveryKeyWithItsDefault() {
    List<ConfigKey> keys = ConfigReference.of(Everything.defaults());
    assertThat(keys)
        .contains(
            new ConfigKey("text", "a text", "text", "a text"),
            new ConfigKey("push_timeout", "a duration such as 5s or 1m30s", "5s", ""),
            new ConfigKey("ack", "one of quorum, durable", "quorum", ""),
            new ConfigKey("names", "list of a text", "[default]", ""),
            new ConfigKey("headers", "map of a text", "{}", ""),
            new ConfigKey("instances", "list", "[]", ""),
            new ConfigKey("instances::*::addr", "a text", "localhost", ""),
            new ConfigKey("nested::port", "a whole number", "4317", ""),
            new ConfigKey("optional::port", "a whole number", "4317", ""),
            new ConfigKey("limit", "a whole number", "", ""),
            new ConfigKey("raw", "anything", keys.get(keys.size() - 1).defaultValue(), ""));
    assertThat(keys).extracting(ConfigKey::path).doesNotHaveDuplicates();
  }

  private static ConfigNode plain(String text) {
    return new ConfigNode.Scalar(text, true, Position.UNKNOWN);
  }
}
