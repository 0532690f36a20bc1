package io.flaregate.gateway.plugins;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * The class loader of a plugin, set as the thread's context class loader while the plugin runs, so
 * that libraries in it which look things up there find the plugin's and not the host's.
 *
 * @param loader the plugin's class loader
 */
public record PluginScope(ClassLoader loader) {
  public PluginScope {
    requireNonNull(loader, "loader is null");
  }

  /** What may throw. */
  @FunctionalInterface
  public interface Action<E extends Exception> {
    /** Runs. */
    void run() throws E;
  }

  /** What gives a value and may throw. */
  @FunctionalInterface
  public interface Call<T, E extends Exception> {
    /** Gives the value. */
    T get() throws E;
  }

  /** Runs an action in this scope. */
  public <E extends Exception> void run(Action<E> action) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      action.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Gets a value in this scope. */
  public <T, E extends Exception> T call(Call<T, E> call) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Gets a value in this scope from what cannot throw. */
  public <T> T get(Supplier<T> supplier) {
    return this.<T, RuntimeException>call(supplier::get);
  }
}
