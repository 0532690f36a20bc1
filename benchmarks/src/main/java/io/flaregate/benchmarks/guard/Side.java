package io.flaregate.benchmarks.guard;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A benchmark, loaded with all that it needs by a class loader of its own. */
public final class Side {
  private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

  private Side() {}

  /**
   * The body of a benchmark with a file.
   *
   * @param classPath jars and folders, as {@code java -cp} takes them
   * @param benchmark its class in this package's parent, and its method
   * @throws NoSuchFileException if a part of the class path is missing
   * @throws ReflectiveOperationException if the code has no such benchmark, or it cannot read the
   *     file
   */
  static Operation load(String classPath, String benchmark, String file)
      throws IOException, ReflectiveOperationException {
    // It lives as long as the process, as what it loads does.
    URLClassLoader loader =
        new URLClassLoader(urls(classPath), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    int dot = benchmark.indexOf('.');
    Class<?> type = loader.loadClass("io.flaregate.benchmarks." + benchmark.substring(0, dot));
    return operation(instance(type, file), benchmark.substring(dot + 1));
  }

  /**
   * A benchmark that has read a file.
   *
   * @throws ReflectiveOperationException if it cannot read the file
   */
  public static Object instance(Class<?> type, String file) throws ReflectiveOperationException {
    Object instance = type.getConstructor().newInstance();
    type.getField("file").set(instance, file);
    call(type.getMethod("read"), instance);
    return instance;
  }

  /**
   * A method of a benchmark.
   *
   * @throws ReflectiveOperationException if there is no such method
   */
  public static Operation operation(Object instance, String method)
      throws ReflectiveOperationException {
    Method body = instance.getClass().getMethod(method);
    return () -> call(body, instance);
  }

  private static Object call(Method method, Object instance) throws ReflectiveOperationException {
    try {
      Object result = method.invoke(instance);
      return result == null ? instance : result;
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException(
          method.getDeclaringClass().getSimpleName() + "." + method.getName() + " failed",
          e.getCause());
    }
  }

  /**
   * The parts of a class path.
   *
   * @throws NoSuchFileException if one is missing
   */
  static URL[] urls(String classPath) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String part : SEPARATOR.splitAsStream(classPath).toList()) {
      if (!Files.exists(Path.of(part))) {
        throw new NoSuchFileException(part, null, "there is no such file");
      }
      urls.add(Path.of(part).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
