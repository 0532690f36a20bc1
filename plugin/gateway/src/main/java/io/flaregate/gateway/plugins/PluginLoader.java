package io.flaregate.gateway.plugins;

import io.flaregate.spi.FlaregatePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Finds plugins with {@link ServiceLoader}. */
public final class PluginLoader {
  /** How long a plugin may take to be made; it has nothing to do but to be there. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Duration limit;

  public PluginLoader() {
    this(LIMIT);
  }

  PluginLoader(Duration limit) {
    this.limit = limit;
  }

  /**
   * The plugins that a class loader sees, such as those in {@code lib/}.
   *
   * @throws PluginException naming the plugin that cannot be made
   */
  public List<LoadedPlugin> fromClassPath(ClassLoader loader) throws PluginException {
    return inTime("the class path", () -> load(loader, "the class path", false));
  }

  /**
   * The plugins of a folder, {@code FOLDER/NAME/*.jar}, each with a class loader of its own. None
   * if there is no such folder. Names that start with a dot, and files beside the folders other
   * than jars, are passed over.
   *
   * @throws PluginException naming the jar that cannot be used
   */
  public List<LoadedPlugin> fromFolder(Path folder) throws PluginException {
    List<LoadedPlugin> plugins = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return plugins;
    }
    for (Path each : folders(folder)) {
      PluginFolder plugin = PluginFolder.open(realPath(folder), each);
      PluginClassLoader loader = plugin.loader(FlaregatePlugin.class.getClassLoader());
      String origin = plugin.folder().toString();
      List<LoadedPlugin> found = inTime(origin, () -> load(loader, origin, true));
      if (found.isEmpty()) {
        throw new PluginException("the jars in " + origin + " offer no plugin");
      }
      plugins.addAll(found);
    }
    return plugins;
  }

  private static Path realPath(Path folder) throws PluginException {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new PluginException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Path> folders(Path folder) throws PluginException {
    List<Path> entries;
    try (Stream<Path> files = Files.list(folder)) {
      entries = files.sorted().toList();
    } catch (IOException e) {
      throw new PluginException(folder + " cannot be read: " + e.getMessage(), e);
    }
    List<Path> folders = new ArrayList<>();
    for (Path entry : entries) {
      String name = String.valueOf(entry.getFileName());
      if (name.endsWith(".jar") && !Files.isDirectory(entry)) {
        throw new PluginException(
            entry
                + " stands in the plugin folder itself; give it a folder: "
                + folder.resolve(name.substring(0, name.length() - ".jar".length())));
      }
      if (!name.startsWith(".") && Files.isDirectory(entry)) {
        folders.add(entry);
      }
    }
    return folders;
  }

  private static List<LoadedPlugin> load(ClassLoader loader, String origin, boolean ownOnly)
      throws PluginException {
    PluginScope scope = new PluginScope(loader);
    List<LoadedPlugin> plugins = new ArrayList<>();
    try {
      List<ServiceLoader.Provider<FlaregatePlugin>> providers =
          scope.get(() -> ServiceLoader.load(FlaregatePlugin.class, loader).stream().toList());
      for (ServiceLoader.Provider<FlaregatePlugin> provider : providers) {
        if (!ownOnly || provider.type().getClassLoader() == loader) {
          FlaregatePlugin plugin = scope.get(provider);
          String name = scope.get(plugin::name);
          plugins.add(new LoadedPlugin(name, plugin, scope, jar(provider.type(), origin)));
        }
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw new PluginException("a plugin in " + origin + " cannot be loaded: " + reason(e), e);
    }
    return plugins;
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure.getMessage() + ": " + cause;
  }

  private static String jar(Class<?> type, String origin) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null ? origin : source.getLocation().getPath();
  }

  /** Runs code of plugins on a thread that is left behind if it hangs. */
  private List<LoadedPlugin> inTime(
      String origin, PluginScope.Call<List<LoadedPlugin>, PluginException> call)
      throws PluginException {
    FutureTask<List<LoadedPlugin>> task = new FutureTask<>(call::get);
    Thread thread = new Thread(task, "flaregate-plugin-loader");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PluginException known) {
        throw known;
      }
      throw new PluginException("a plugin in " + origin + " cannot be loaded: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new PluginException(
          "a plugin in " + origin + " takes longer than " + limit.toSeconds() + " s to load", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginException("interrupted while plugins were loaded", e);
    }
  }
}
