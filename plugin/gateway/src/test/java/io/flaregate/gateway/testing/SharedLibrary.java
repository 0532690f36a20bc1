package io.flaregate.gateway.testing;

/** A library that the host has in one version and a plugin in another. */
public final class SharedLibrary {
  private SharedLibrary() {}

  /** Which of the two this is. */
  public static String version() {
    return "the host's";
  }
}
