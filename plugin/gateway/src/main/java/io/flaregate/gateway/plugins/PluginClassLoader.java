package io.flaregate.gateway.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one plugin: the SPI and the logging API from the host, the JDK from the
 * platform's loader, everything else from the plugin's own jars and from nowhere else.
 *
 * <p>Not a {@link java.net.URLClassLoader}: that one follows the Class-Path attribute of manifests
 * to jars that nobody listed. Jars of several releases are read for the running Java.
 */
final class PluginClassLoader extends ClassLoader {
  /** What a plugin shares with the host: packages, by the starts of their names. */
  static final List<String> SHARED = List.of("io.flaregate.spi.", "org.slf4j.", "org.jspecify.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader host;
  private final List<Jar> jars;

  /** An open jar and the domain of its classes. */
  private record Jar(JarFile file, URL url, ProtectionDomain domain) {}

  /**
   * @param name the plugin's folder
   * @param host the loader of the SPI
   * @param paths the jars, in the order in which they are searched
   */
  PluginClassLoader(String name, ClassLoader host, List<Path> paths) throws IOException {
    super("plugin " + name, ClassLoader.getPlatformClassLoader());
    this.host = host;
    List<Jar> opened = new ArrayList<>();
    for (Path path : paths) {
      JarFile file = new JarFile(path.toFile(), true, JarFile.OPEN_READ, JarFile.runtimeVersion());
      URL url = path.toUri().toURL();
      CodeSource source = new CodeSource(url, (Certificate[]) null);
      opened.add(new Jar(file, url, new ProtectionDomain(source, null, this, null)));
    }
    jars = List.copyOf(opened);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return host.loadClass(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    for (Jar jar : jars) {
      JarEntry entry = jar.file().getJarEntry(path);
      if (entry != null) {
        byte[] code = read(jar, entry, name);
        definePackageOf(name);
        return defineClass(name, code, 0, code.length, jar.domain());
      }
    }
    throw new ClassNotFoundException(name + " is not in " + getName());
  }

  private static byte[] read(Jar jar, JarEntry entry, String name) throws ClassNotFoundException {
    try (InputStream in = jar.file().getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException | SecurityException e) {
      throw new ClassNotFoundException(name + " cannot be read from " + jar.url(), e);
    }
  }

  private void definePackageOf(String className) {
    int dot = className.lastIndexOf('.');
    if (dot > 0 && getDefinedPackage(className.substring(0, dot)) == null) {
      try {
        definePackage(className.substring(0, dot), null, null, null, null, null, null, null);
      } catch (IllegalArgumentException e) {
        // Another thread has defined it in between, which is all that was wanted.
      }
    }
  }

  private static boolean isShared(String resource) {
    return SHARED.stream().anyMatch(prefix -> resource.startsWith(prefix.replace('.', '/')));
  }

  @Override
  public @Nullable URL getResource(String name) {
    return isShared(name) ? host.getResource(name) : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return isShared(name) ? host.getResources(name) : super.getResources(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    List<URL> found = entries(name);
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(entries(name));
  }

  private List<URL> entries(String name) {
    List<URL> found = new ArrayList<>();
    for (Jar jar : jars) {
      JarEntry entry = jar.file().getJarEntry(name);
      if (entry != null) {
        found.add(url(jar, entry.getRealName()));
      }
    }
    return found;
  }

  private static URL url(Jar jar, String name) {
    try {
      return new URL("jar:" + jar.url() + "!/" + name);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(name + " cannot be named in " + jar.url(), e);
    }
  }

  /** Closes the jars; classes that are loaded already go on to work. */
  void close() throws IOException {
    for (Jar jar : jars) {
      jar.file().close();
    }
  }
}
