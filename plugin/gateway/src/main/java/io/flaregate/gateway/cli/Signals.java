package io.flaregate.gateway.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT: the first asks for an orderly end, the second ends at once.
 *
 * <p>A shutdown hook would do for the first, but then the process ends with 143 and a second signal
 * waits for the first. The JDK's own signals ({@code sun.misc.Signal}, in the supported module
 * jdk.unsupported) are not part of what {@code --release} compiles against, hence the reflection.
 */
public final class Signals {
  private static final List<String> NAMES = List.of("TERM", "INT");

  private Signals() {}

  /**
   * Installs the handlers.
   *
   * @param first is run on the first signal, and must be short
   * @param second is run on every further one
   * @return whether that worked; it does not where the JVM was told to leave signals alone (-Xrs)
   */
  public static boolean handle(Runnable first, Runnable second) {
    AtomicBoolean seen = new AtomicBoolean();
    Runnable action =
        () -> {
          if (seen.compareAndSet(false, true)) {
            first.run();
          } else {
            second.run();
          }
        };
    boolean installed = true;
    for (String name : NAMES) {
      installed &= install(name, action);
    }
    return installed;
  }

  private static boolean install(String name, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Constructor<?> constructor = signalType.getConstructor(String.class);
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      InvocationHandler handler = (proxy, method, args) -> invoke(proxy, method, args, action);
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handlerType}, handler);
      handle.invoke(null, constructor.newInstance(name), proxy);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Object invoke(Object proxy, Method method, Object[] args, Runnable action) {
    switch (method.getName()) {
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "equals" -> {
        return proxy == args[0];
      }
      case "toString" -> {
        return "handler of signals";
      }
      default -> {
        action.run();
        return proxy;
      }
    }
  }
}
