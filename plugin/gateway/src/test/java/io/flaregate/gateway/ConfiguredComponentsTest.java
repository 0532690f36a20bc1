package io.flaregate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfiguredComponentsTest {
  private static final Store DEFAULTS = new Store("here", 1);

  @TempDir private Path folder;
  private final ConfiguredComponents components =
      new ConfiguredComponents(name -> name.equals("PLACE") ? "there" : null);

  record Store(String place, int copies) {}

  private Map<ComponentId, Store> stores(String exporters) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            exporters
                + """

                service:
                  pipelines: {profiles: {receivers: [in], exporters: [store]}}
                """);
    return components.components(file, ComponentKind.EXPORTER, "store", DEFAULTS);
  }

  @Test
  void givesTheComponentsOfAKindAndTypeInTheirOrder() throws IOException {
    Map<ComponentId, Store> found =
        stores(
            """
            receivers: {store: {anything: 1}}
            exporters:
              store/second: {place: "${env:PLACE}", copies: 3}
              other: {anything: 1}
              store:
            """);

    assertThat(found)
        .containsExactly(
            Map.entry(ComponentId.parse("store/second"), new Store("there", 3)),
            Map.entry(ComponentId.parse("store"), DEFAULTS));
    assertThat(stores("exporters: {other: }")).isEmpty();
  }

  @Test
  void tellsEveryProblemWithItsLineAndHidesTheEnvironment() {
    assertThatThrownBy(
            () ->
                stores(
                    """
                    exporters:
                      store: {plaec: x, copies: many}
                      store/b: {copies: "${env:PLACE}"}
                    """))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gateway.yaml:2:")
        .hasMessageContaining("exporters::store::plaec: unknown key")
        .hasMessageContaining("exporters::store::copies")
        .hasMessageContaining("gateway.yaml:3:")
        .hasMessageNotContaining("there");
    assertThatThrownBy(
            () ->
                components.components(
                    folder.resolve("none.yaml"), ComponentKind.EXPORTER, "store", DEFAULTS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.yaml does not exist");
  }
}
