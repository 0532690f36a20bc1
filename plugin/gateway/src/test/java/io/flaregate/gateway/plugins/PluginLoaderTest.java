package io.flaregate.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.gateway.testing.SharedLibrary;
import io.flaregate.spi.FlaregatePlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLoaderTest {
  private static final String NAMED = "public String name() { return \"third\"; }";

  private Path work;
  private PluginJars jars;
  private Path folder;

  @BeforeEach
  void prepare(@TempDir Path temporary) throws IOException {
    work = temporary;
    jars = new PluginJars(work);
    folder = Files.createDirectory(work.resolve("plugins"));
  }

  private List<LoadedPlugin> load() throws PluginException {
    return new PluginLoader().fromFolder(folder);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
    return assertThatThrownBy(this::load).isInstanceOf(PluginException.class);
  }

  private static String call(LoadedPlugin plugin) {
    return plugin.scope().get(plugin.plugin()::name);
  }

  @Test
  void loadsEachFolderWithAClassLoaderOfItsOwn() throws Exception {
    jars.plugin(folder.resolve("one/one.jar"), "third.one", NAMED);
    jars.plugin(folder.resolve("two/two.jar"), "third.two", NAMED);
    Files.writeString(folder.resolve("README.md"), "not a plugin");
    Files.createDirectory(folder.resolve(".hidden"));
    List<LoadedPlugin> plugins = load();
    assertThat(plugins)
        .extracting(LoadedPlugin::toString)
        .containsExactly(
            "plugin \"third\" (third.one.Plugin in " + folder.resolve("one/one.jar") + ")",
            "plugin \"third\" (third.two.Plugin in " + folder.resolve("two/two.jar") + ")");
    assertThat(plugins.get(0).scope()).isNotEqualTo(plugins.get(1).scope());
    assertThat(plugins.get(0).plugin().getClass().getClassLoader())
        .isEqualTo(plugins.get(0).scope().loader());
  }

  @Test
  void aFolderThatIsNotThereHoldsNoPlugins() throws Exception {
    assertThat(new PluginLoader().fromFolder(work.resolve("none"))).isEmpty();
  }

  @Test
  void aPluginSeesItsOwnVersionOfALibraryThatTheHostHasToo() throws Exception {
    String library =
        "package io.flaregate.gateway.testing; public final class SharedLibrary {"
            + " public static String version() { return \"the plugin's\"; } }";
    String body =
        "public String name() {"
            + " return io.flaregate.gateway.testing.SharedLibrary.version(); }";
    jars.jar(
        folder.resolve("p/p.jar"),
        "Flaregate-Spi: 1\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Plugin\n")),
        PluginJars.source("third", "Plugin", body),
        library);
    assertThat(call(load().get(0))).isEqualTo("the plugin's");
    assertThat(SharedLibrary.version()).isEqualTo("the host's");
  }

  @Test
  void aPluginSeesNothingOfTheHostButTheSpiAndTheLoggingApi() throws Exception {
    String body =
        """
        public String name() {
          return found("io.flaregate.gateway.Gateway") + found("ch.qos.logback.classic.Logger")
              + found("org.slf4j.Logger") + found("io.flaregate.spi.FlaregatePlugin")
              + found("java.sql.Driver");
        }
        private static String found(String type) {
          try {
            Class.forName(type);
            return "1";
          } catch (ClassNotFoundException e) {
            return "0";
          }
        }
        """;
    jars.plugin(folder.resolve("p/p.jar"), "third", body);
    assertThat(call(load().get(0))).isEqualTo("00111");
  }

  @Test
  void aPluginCannotShadowTheSpi() throws Exception {
    String fake =
        "package io.flaregate.spi; public class FakeOfPlugin {"
            + " public String toString() { return \"shadow\"; } }";
    String body =
        """
        public String name() {
          try {
            return String.valueOf(Class.forName("io.flaregate.spi.FakeOfPlugin"));
          } catch (ClassNotFoundException e) {
            return "refused";
          }
        }
        """;
    jars.jar(
        folder.resolve("p/p.jar"),
        "Flaregate-Spi: 1\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Plugin\n")),
        PluginJars.source("third", "Plugin", body),
        fake);
    assertThat(call(load().get(0))).isEqualTo("refused");
  }

  @Test
  void theContextClassLoaderIsThePluginsWhileItRuns() throws Exception {
    String body =
        "public String name() { return String.valueOf("
            + "Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()); }";
    jars.plugin(folder.resolve("p/p.jar"), "third", body);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    LoadedPlugin plugin = load().get(0);
    assertThat(plugin.name()).isEqualTo("true");
    assertThat(call(plugin)).isEqualTo("true");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void librariesBesideThePluginAndTheirResourcesAreFound() throws Exception {
    String body =
        """
        public String name() {
          try (java.io.InputStream in = getClass().getResourceAsStream("/library.txt")) {
            return new String(in.readAllBytes()) + library.Text.text();
          } catch (java.io.IOException e) {
            return e.toString();
          }
        }
        """;
    String library =
        "package library; public class Text {"
            + " public static String text() { return \" and code\"; } }";
    jars.jar(
        folder.resolve("p/library.jar"),
        "",
        Map.of("library.txt", PluginJars.bytes("resource")),
        library);
    jars.jar(
        folder.resolve("p/p.jar"),
        "Flaregate-Spi: 1\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Plugin\n")),
        PluginJars.source("third", "Plugin", body),
        library);
    assertThat(call(load().get(0))).isEqualTo("resource and code");
  }

  @Test
  void theClassPathOfAManifestIsNotFollowed() throws Exception {
    Path outside =
        jars.jar(
            work.resolve("outside/evil.jar"), "", Map.of(), "package evil; public class Evil { }");
    String body =
        """
        public String name() {
          try {
            return String.valueOf(Class.forName("evil.Evil"));
          } catch (ClassNotFoundException e) {
            return "not found";
          }
        }
        """;
    jars.jar(
        folder.resolve("p/p.jar"),
        "Flaregate-Spi: 1\nClass-Path: " + work.relativize(outside) + " " + outside.toUri() + "\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Plugin\n")),
        PluginJars.source("third", "Plugin", body));
    assertThat(call(load().get(0))).isEqualTo("not found");
  }

  @Test
  void refusesAJarWithoutTheVersionOfTheSpiBeforeAClassIsLoaded() throws Exception {
    String boom = "static { if (true) throw new RuntimeException(\"loaded\"); }" + NAMED;
    Path jar = folder.resolve("p/p.jar");
    jars.jar(
        jar,
        "",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Plugin\n")),
        PluginJars.source("third", "Plugin", boom));
    assertRefused()
        .hasMessage(
            jar + " does not say for which SPI it was built: its manifest lacks Flaregate-Spi: 1");
    jars.jar(
        jar,
        "Flaregate-Spi: 2\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Plugin\n")),
        PluginJars.source("third", "Plugin", boom));
    assertRefused()
        .hasMessage(
            jar
                + " was built for version 2 of the SPI (Flaregate-Spi in its manifest); this"
                + " gateway has version 1");
  }

  @Test
  void refusesJarsThatAreNotSound() throws Exception {
    Path jar = folder.resolve("p/p.jar");
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, "this is no jar");
    assertRefused().hasMessageStartingWith(jar + " is not a sound jar: ");
    byte[] good = Files.readAllBytes(jars.plugin(work.resolve("good.jar"), "third", NAMED));
    Files.write(jar, Arrays.copyOf(good, good.length / 2));
    assertRefused().hasMessageStartingWith(jar + " is not a sound jar: ");
  }

  @Test
  void refusesFoldersThatOfferNothing() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("p"));
    assertRefused().hasMessage(empty + " holds no jar");
    jars.jar(empty.resolve("p.jar"), "Flaregate-Spi: 1\n", Map.of());
    assertRefused()
        .hasMessage(
            "no jar in "
                + empty
                + " has the entry META-INF/services/io.flaregate.spi.FlaregatePlugin");
    jars.jar(
        empty.resolve("p.jar"),
        "Flaregate-Spi: 1\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("# nothing\n")));
    assertRefused().hasMessage("the jars in " + empty + " offer no plugin");
  }

  @Test
  void refusesAJarInThePluginFolderItself() throws Exception {
    Path jar = jars.plugin(folder.resolve("p.jar"), "third", NAMED);
    assertRefused()
        .hasMessage(
            jar + " stands in the plugin folder itself; give it a folder: " + folder.resolve("p"));
  }

  @Test
  void refusesLinksThatLeadOut() throws Exception {
    Path outside = jars.plugin(work.resolve("outside/p.jar"), "third", NAMED);
    Path link = folder.resolve("p/p.jar");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, outside);
    assertRefused()
        .hasMessage(link + " leads out of the plugin folder, to " + outside.toRealPath());
    Files.delete(link);
    Files.delete(link.getParent());
    Files.createSymbolicLink(folder.resolve("p"), outside.getParent());
    assertRefused().hasMessageContaining("leads out of the plugin folder");
  }

  @Test
  void refusesServicesThatCannotBeMade() throws Exception {
    Path jar = folder.resolve("p/p.jar");
    jars.jar(
        jar, "Flaregate-Spi: 1\n", Map.of(PluginJars.SERVICE, PluginJars.bytes("third.Missing\n")));
    assertRefused()
        .hasMessageStartingWith("a plugin in " + jar.getParent() + " cannot be loaded: ")
        .hasMessageContaining("third.Missing");
    jars.jar(
        jar,
        "Flaregate-Spi: 1\n",
        Map.of(PluginJars.SERVICE, PluginJars.bytes("third.NoPlugin\n")),
        "package third; public class NoPlugin { }");
    assertRefused().hasMessageContaining("third.NoPlugin not a subtype");
    String boom = "static { if (true) throw new RuntimeException(\"boom\"); }" + NAMED;
    jars.plugin(jar, "third", boom);
    assertRefused().hasMessageContaining("a plugin in " + jar.getParent());
  }

  @Test
  void refusesAPluginThatHangsWhileItIsMade() throws Exception {
    String hang =
        "static { try { new java.util.concurrent.CountDownLatch(1).await(); }"
            + " catch (InterruptedException e) { } }"
            + NAMED;
    jars.plugin(folder.resolve("p/p.jar"), "third", hang);
    assertThatThrownBy(() -> new PluginLoader(Duration.ofSeconds(1)).fromFolder(folder))
        .isInstanceOf(PluginException.class)
        .hasMessage("a plugin in " + folder.resolve("p") + " takes longer than 1 s to load");
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("flaregate-plugin-loader"))
        .forEach(Thread::interrupt);
  }

  @Test
  void findsPluginsOfTheClassPathByTheirServiceFile() throws Exception {
    Path jar = jars.plugin(work.resolve("lib/p.jar"), "third", NAMED);
    try (URLClassLoader path =
        new URLClassLoader(
            new URL[] {jar.toUri().toURL()}, FlaregatePlugin.class.getClassLoader())) {
      assertThat(new PluginLoader().fromClassPath(path))
          .extracting(LoadedPlugin::name)
          .containsExactly("third");
    }
  }
}
