package io.flaregate.gateway.plugins;

import io.flaregate.spi.FlaregatePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one plugin, {@code plugins/NAME}: its jars, looked at before any class of them is
 * loaded.
 */
final class PluginFolder {
  static final String SPI_ATTRIBUTE = "Flaregate-Spi";
  static final String SERVICE = "META-INF/services/" + FlaregatePlugin.class.getName();

  private final Path folder;
  private final List<Path> jars;

  private PluginFolder(Path folder, List<Path> jars) {
    this.folder = folder;
    this.jars = jars;
  }

  /**
   * Lists and checks the jars of a folder.
   *
   * @param root the folder of all plugins, by its real path: nothing outside is read
   */
  static PluginFolder open(Path root, Path folder) throws PluginException {
    requireInside(root, folder);
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new PluginException(folder + " cannot be read: " + e.getMessage(), e);
    }
    if (jars.isEmpty()) {
      throw new PluginException(folder + " holds no jar");
    }
    boolean offers = false;
    for (Path jar : jars) {
      requireInside(root, jar);
      offers |= check(jar);
    }
    if (!offers) {
      throw new PluginException("no jar in " + folder + " has the entry " + SERVICE);
    }
    return new PluginFolder(folder, jars);
  }

  private static void requireInside(Path root, Path path) throws PluginException {
    try {
      Path real = path.toRealPath();
      if (!real.startsWith(root)) {
        throw new PluginException(path + " leads out of the plugin folder, to " + real);
      }
    } catch (IOException e) {
      throw new PluginException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a jar offers plugins; one that does must state the version of the SPI. */
  private static boolean check(Path jar) throws PluginException {
    try (JarFile file =
        new JarFile(jar.toFile(), true, JarFile.OPEN_READ, JarFile.runtimeVersion())) {
      Manifest manifest = file.getManifest();
      if (file.getJarEntry(SERVICE) == null) {
        return false;
      }
      checkVersion(jar, manifest == null ? null : manifest.getMainAttributes());
      return true;
    } catch (IOException | SecurityException e) {
      throw new PluginException(jar + " is not a sound jar: " + e.getMessage(), e);
    }
  }

  private static void checkVersion(Path jar, @Nullable Attributes attributes)
      throws PluginException {
    String stated = attributes == null ? null : attributes.getValue(SPI_ATTRIBUTE);
    String ours = Integer.toString(FlaregatePlugin.SPI_VERSION);
    if (stated == null) {
      throw new PluginException(
          jar
              + " does not say for which SPI it was built: its manifest lacks "
              + SPI_ATTRIBUTE
              + ": "
              + ours);
    }
    if (!stated.trim().equals(ours)) {
      throw new PluginException(
          jar
              + " was built for version "
              + stated.trim()
              + " of the SPI ("
              + SPI_ATTRIBUTE
              + " in its manifest); this gateway has version "
              + ours);
    }
  }

  /** The plugin's name in messages. */
  String name() {
    return String.valueOf(folder.getFileName());
  }

  Path folder() {
    return folder;
  }

  /** The class loader of the plugin. */
  PluginClassLoader loader(ClassLoader host) throws PluginException {
    try {
      return new PluginClassLoader(name(), host, new ArrayList<>(jars));
    } catch (IOException e) {
      throw new PluginException("a jar in " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }
}
