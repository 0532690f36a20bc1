package io.flaregate.gateway.config;

import org.jspecify.annotations.Nullable;

/** Where {@code ${env:NAME}} looks names up. */
@FunctionalInterface
public interface Environment {

  /** The environment of this process. */
  Environment SYSTEM = System::getenv;

  /** The value of a variable, or null if there is none. */
  @Nullable String get(String name);
}
