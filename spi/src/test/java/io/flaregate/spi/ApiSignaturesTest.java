package io.flaregate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keeps the public signatures of the SPI from changing by accident: plugins are compiled against
 * them. They stand in {@code spi/src/test/resources/spi-api.txt}.
 */
class ApiSignaturesTest {
  private static final String FILE = "spi-api.txt";
  private static final String UPDATE = "flaregate.update-api";

  @Test
  void signaturesAreThoseOfTheCommittedFile() throws Exception {
    List<String> now = ApiSignatures.of(classes());
    assertThat(now).hasSizeGreaterThan(200);
    if (Boolean.getBoolean(UPDATE)) {
      Path file = Path.of(System.getProperty("basedir", "."), "src/test/resources", FILE);
      Files.write(file, now);
    }
    assertThat(now)
        .as(
            "signatures of the SPI; if the change is meant (additions only, or a new"
                + " SPI_VERSION), run: mvn -pl spi test -Dtest=ApiSignaturesTest -D%s=true",
            UPDATE)
        .isEqualTo(Boolean.getBoolean(UPDATE) ? now : committed());
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(
        FlaregatePlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<String> committed() throws IOException {
    try (InputStream in = ApiSignaturesTest.class.getClassLoader().getResourceAsStream(FILE)) {
      assertThat(in).as("resource %s", FILE).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
