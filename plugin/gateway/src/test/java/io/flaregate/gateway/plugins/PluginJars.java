package io.flaregate.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.FlaregatePlugin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources and packs them into jars, for plugins that are not on the class path. */
final class PluginJars {
  static final String SERVICE = "META-INF/services/io.flaregate.spi.FlaregatePlugin";

  private final Path work;

  PluginJars(Path work) {
    this.work = work;
  }

  /** The source of a plugin class with a body. */
  static String source(String packageName, String className, String body) {
    return "package "
        + packageName
        + ";\n"
        + "public class "
        + className
        + " implements io.flaregate.spi.FlaregatePlugin {\n"
        + body
        + "\n}\n";
  }

  /** A jar with a plugin class {@code PACKAGE.Plugin} for the current version of the SPI. */
  Path plugin(Path jar, String packageName, String body) throws IOException {
    return jar(
        jar,
        "Flaregate-Spi: " + FlaregatePlugin.SPI_VERSION + "\n",
        Map.of(SERVICE, bytes(packageName + ".Plugin\n")),
        source(packageName, "Plugin", body));
  }

  /** A jar of a manifest, entries and compiled sources. */
  Path jar(Path jar, String manifest, Map<String, byte[]> entries, String... sources)
      throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>(entries);
    all.putAll(compile(sources));
    Files.createDirectories(jar.getParent());
    Manifest main =
        new Manifest(new ByteArrayInputStream(bytes("Manifest-Version: 1.0\n" + manifest)));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, main)) {
      for (Map.Entry<String, byte[]> entry : all.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, byte[]> compile(String... sources) throws IOException {
    if (sources.length == 0) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path classes = Files.createTempDirectory(work, "classes");
    List<JavaFileObject> units = new ArrayList<>();
    for (String source : sources) {
      units.add(new Source(source));
    }
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-d", classes.toString(), "-cp", spi(), "-proc:none");
    boolean compiled = compiler.getTask(messages, null, null, options, null, units).call();
    assertThat(compiled).as(messages.toString()).isTrue();
    Map<String, byte[]> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return found;
  }

  private static String spi() {
    try {
      return Path.of(
              FlaregatePlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + path(text)), Kind.SOURCE);
      this.text = text;
    }

    private static String path(String text) {
      String packageName = text.substring("package ".length(), text.indexOf(';'));
      String afterClass = text.substring(text.indexOf("class ") + "class ".length());
      String className = afterClass.substring(0, afterClass.indexOf(' '));
      return packageName.replace('.', '/') + "/" + className + ".java";
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
