package io.flaregate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * The reference in docs/configuration.md is what the records say. To write it anew: run this test
 * with {@code -Dflaregate.docs.update=true}.
 */
final class ConfigurationReferenceTest {
  private static final Path FILE = Path.of("../../docs/configuration.md");
  private static final String MARK =
      "<!-- From here on written by ConfigurationReferenceTest. -->\n";

  @Test
  void referenceIsWhatTheRecordsSay() throws IOException {
    String file = Files.readString(FILE);
    String head = file.substring(0, file.indexOf(MARK) + MARK.length());
    String expected = head + reference();
    if (Boolean.getBoolean("flaregate.docs.update")) {
      Files.writeString(FILE, expected);
    }

    assertThat(Files.readString(FILE))
        .as("docs/configuration.md is out of date; run this test with -Dflaregate.docs.update=true")
        .isEqualTo(expected);
  }

  private static String reference() {
    ConfigurationReference reference = new ConfigurationReference();
    List<FlaregatePlugin> plugins =
        ServiceLoader.load(FlaregatePlugin.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(FlaregatePlugin::name))
            .toList();
    plugins.forEach(p -> p.receivers().forEach(f -> reference.add(ComponentKind.RECEIVER, f)));
    plugins.forEach(p -> p.processors().forEach(f -> reference.add(ComponentKind.PROCESSOR, f)));
    plugins.forEach(p -> p.exporters().forEach(f -> reference.add(ComponentKind.EXPORTER, f)));
    plugins.forEach(p -> p.extensions().forEach(f -> reference.add(ComponentKind.EXTENSION, f)));
    return reference.text();
  }
}
