package io.flaregate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Plugins.forEach(reference::add);
    return reference.text();
  }
}
