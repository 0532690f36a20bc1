package io.flaregate.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.testing.TestPlugin;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginCatalogTest {

  private static LoadedPlugin at(FlaregatePlugin plugin, String origin) {
    PluginScope scope = new PluginScope(plugin.getClass().getClassLoader());
    return new LoadedPlugin(plugin.name(), plugin, scope, origin);
  }

  @Test
  void listsFactoriesAndCommandsByName() throws PluginException {
    PluginCatalog catalog = PluginCatalog.of(List.of(LoadedPlugin.of(new TestPlugin())), Set.of());
    assertThat(catalog.factories(ComponentKind.PROCESSOR)).containsOnlyKeys("pass", "split");
    assertThat(catalog.factory(ComponentKind.EXPORTER, "out")).isNotNull();
    assertThat(catalog.factory(ComponentKind.EXPORTER, "in")).isNull();
    assertThat(catalog.commands()).containsOnlyKeys("greet");
    assertThat(catalog.plugins()).hasSize(1);
  }

  @Test
  void refusesTwoOfOneKindAndTypeAndNamesBothPlugins() {
    String name = TestPlugin.class.getName();
    assertThatThrownBy(
            () ->
                PluginCatalog.of(
                    List.of(at(new TestPlugin(), "a.jar"), at(new TestPlugin(), "b.jar")),
                    Set.of()))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "the receiver \"in\" is offered twice: by plugin \"test\" (%s in a.jar) and by plugin"
                    .formatted(name)
                + " \"test\" (%s in b.jar)".formatted(name));
  }

  @Test
  void refusesCommandsThatAreTheGatewaysOwn() {
    assertThatThrownBy(
            () -> PluginCatalog.of(List.of(at(new TestPlugin(), "a.jar")), Set.of("greet")))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("the command \"greet\" of plugin \"test\"")
        .hasMessageEndingWith("is one of the gateway's own");
  }

  @Test
  void refusesPluginsThatFailWhenAsked() {
    FlaregatePlugin bad =
        new FlaregatePlugin() {
          @Override
          public String name() {
            return "bad";
          }

          @Override
          public List<ReceiverFactory<?>> receivers() {
            throw new NoClassDefFoundError("missing/Library");
          }
        };
    assertThatThrownBy(() -> PluginCatalog.of(List.of(at(bad, "bad.jar")), Set.of()))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("plugin \"bad\" (")
        .hasMessageEndingWith(
            " in bad.jar) fails: java.lang.NoClassDefFoundError: missing/Library");
  }
}
